"""Maps: how the columns of somebody's register become the fields of a kind."""

from aims.exchange.maps.applying import apply, check
from aims.exchange.maps.reading import SHIPPED, Map, parse_map, read_map
from aims.exchange.maps.rows import FieldSpec, FieldType, Rejected, Row, Value
from aims.exchange.reasons import BadMap

__all__ = [
    "SHIPPED",
    "BadMap",
    "FieldSpec",
    "FieldType",
    "Map",
    "Rejected",
    "Row",
    "Value",
    "apply",
    "check",
    "parse_map",
    "read_map",
]
