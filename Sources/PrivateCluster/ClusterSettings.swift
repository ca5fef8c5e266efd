/// What the cluster is told when it is made; afterwards its `postgresql.conf` is the user's.
enum ClusterSettings {
    /// Whoever can enter the socket's folder (0700) is let in; nobody else can reach the server.
    static let access = """
        # Written by linli. Only the cluster's own account can enter the folder of the socket.
        local all all trust
        local replication all trust

        """

    static let text = """

        # Written by linli when the cluster was made. The last setting of a name counts.
        listen_addresses = ''                # the socket only
        max_connections = 100                # two small sets of connections for each linli
        password_encryption = scram-sha-256

        shared_buffers = 256MB               # taken as it is used
        effective_cache_size = 1GB
        work_mem = 16MB                      # a billing run sorts a batch of compounds in it
        maintenance_work_mem = 128MB
        random_page_cost = 1.1               # solid-state disks
        jit = off                            # compiling costs more than our short queries

        fsync = on                           # what was acknowledged is on the disk
        full_page_writes = on
        synchronous_commit = on
        max_wal_size = 2GB                   # a billing run must not force checkpoints
        checkpoint_timeout = 15min
        wal_compression = on

        timezone = 'Asia/Shanghai'
        log_timezone = 'Asia/Shanghai'
        log_checkpoints = off                # a line every few minutes says nothing
        log_error_verbosity = terse          # DETAIL lines would show people's data
        log_min_error_statement = panic      # so would the statements
        log_line_prefix = '%m [%p] '

        """
}
