"""Import and export of registers: sheets in, maps over them, snapshots compared, records changed, sheets out.

`sheets`, `maps`, `snapshots`, `writing` know no records and no database; `imports` and `exports` bring them together.
"""
