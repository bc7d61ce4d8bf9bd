"""The SQLite database backend over `pysqlite3`: `"ENGINE": "aims.config.sqlite"`."""
