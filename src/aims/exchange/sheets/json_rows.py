"""JSON: a list of records, or one such list under a name."""

import json
from typing import Any

from aims.exchange.reasons import Reason, Unreadable, listed
from aims.exchange.sheets.tabular import Gathering, Limits, Table


def read_json(text: str, file: str, limits: Limits, table: str) -> Table:
    records = _records(_parsed(text, file), file, table)
    if not records:
        raise Unreadable("no_rows", file=file)
    names = tuple(dict.fromkeys(name for record in records for name in record))
    gathering = Gathering(file, limits)
    columns = gathering.columns(names)
    for number, record in enumerate(records, 1):
        gathering.add(number, [_cell(record.get(name)) for name in names])
    return Table(columns, gathering.lines, {})


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line, why = error.lineno, Reason("why_json", {"column": error.colno})
    except RecursionError:
        line, why = 1, Reason("why_nesting")
    except ValueError:  # more digits than Python turns into a number
        line, why = 1, Reason("why_number")
    raise Unreadable("file_unreadable", file=file, line=line, why=why)


def _records(parsed: Any, file: str, table: str) -> list[dict[str, Any]]:
    if isinstance(parsed, dict):
        lists = {name: value for name, value in parsed.items() if _is_records(value)}
        if table and table not in lists:
            raise Unreadable("table_missing", file=file, table=table, tables=listed(tuple(lists)))
        if len(lists) > 1 and not table:
            raise Unreadable("tables_many", file=file, tables=listed(tuple(lists)))
        parsed = lists.get(table) if table else next(iter(lists.values()), None)
    if not _is_records(parsed):
        raise Unreadable("json_shape", file=file)
    records: list[dict[str, Any]] = parsed
    return records


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(record, dict) for record in value)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
