// In C because glibc shows these functions only under _GNU_SOURCE, which Swift's Glibc module
// does not set.
#define _GNU_SOURCE

#include "linli_spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <unistd.h>

int linli_memory_file(void) { return memfd_create("output", MFD_CLOEXEC); }

static int prepare_files(posix_spawn_file_actions_t *actions, int output) {
    int failure = posix_spawn_file_actions_addopen(
        actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!failure) failure = posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO);
    if (!failure) failure = posix_spawn_file_actions_adddup2(actions, output, STDERR_FILENO);
    // A daemon left behind must not keep our locks and connections.
    if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    // Our own folder may be one that another account cannot enter.
    if (!failure) failure = posix_spawn_file_actions_addchdir_np(actions, "/");
    return failure;
}

static int prepare_attributes(posix_spawnattr_t *attributes) {
    // Signals that the server ignores or blocks would otherwise stay so in the program.
    sigset_t every, none;
    sigfillset(&every);
    sigemptyset(&none);
    int failure = posix_spawnattr_setsigdefault(attributes, &every);
    if (!failure) failure = posix_spawnattr_setsigmask(attributes, &none);
    // A session of its own: Ctrl-C in our terminal does not reach it.
    short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (!failure) failure = posix_spawnattr_setflags(attributes, flags);
    return failure;
}

int linli_spawn(
    pid_t *pid, const char *program, char *const arguments[], char *const environment[],
    int output) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure) return failure;
    failure = posix_spawnattr_init(&attributes);
    if (!failure) {
        failure = prepare_files(&actions, output);
        if (!failure) failure = prepare_attributes(&attributes);
        if (!failure) {
            failure = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
        }
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}
