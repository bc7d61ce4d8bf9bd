"""What runs beside the pages: the supervisor of `aims serve`, the one worker of a home, backup and restore."""
