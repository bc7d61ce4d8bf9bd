"""Import and export of registers: sheets in, maps over them, snapshots compared, sheets out.

No records and no database here: those who call bring the fields and take the rows.
"""
