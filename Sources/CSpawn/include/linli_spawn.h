#pragma once

#include <sys/types.h>

/// An empty file in memory, closed on exec; -1 and errno where there is none to be had.
int linli_memory_file(void);

/// Starts a program in a session of its own, in the folder /, with all signals at their defaults,
/// reading nothing, writing both outputs to `output`, and with no other file open.
/// Answers 0, or the error's number.
int linli_spawn(
    pid_t *pid, const char *program, char *const arguments[], char *const environment[],
    int output);
