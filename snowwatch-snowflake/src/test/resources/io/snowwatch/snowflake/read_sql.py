"""Reads SQL statements with two independent parsers of Snowflake's dialect.

Argument: a file with a JSON array of objects with a statement ("sql") and its "kind". Output: a JSON
array with an object per statement: for each parser that was asked, what keeps it from reading the
statement, or null if it reads it. sqlfluff takes a hundred times as long as sqlglot: it is asked for
what sqlglot does not read, and for some statements of each form that a kind has.
"""

import collections
import json
import logging
import re
import sys

import sqlglot
from sqlfluff.core import Linter
from sqlglot import exp


class Warnings(logging.Handler):
    def __init__(self):
        super().__init__()
        self.messages = []

    def emit(self, record):
        self.messages.append(record.getMessage())


warnings = Warnings()
logging.getLogger("sqlglot").addHandler(warnings)
logging.getLogger("sqlglot").propagate = False
linter = Linter(dialect="snowflake")


def read_with_sqlglot(sql):
    warnings.messages.clear()
    try:
        statements = sqlglot.parse(sql, read="snowflake")
    except sqlglot.errors.SqlglotError as error:
        return str(error)
    if len(statements) != 1:
        return f"read as {len(statements)} statements"
    # A command is a statement that sqlglot keeps as text because it does not know its syntax.
    if any(statements[0].find_all(exp.Command)):
        return "kept as text"
    return warnings.messages[0] if warnings.messages else None


def read_with_sqlfluff(sql):
    parsed = linter.parse_string(sql + ";\n")
    if parsed.violations:
        return parsed.violations[0].desc()
    if parsed.tree is None or next(parsed.tree.recursive_crawl("unparsable"), None):
        return "not parsed"
    statements = list(parsed.tree.recursive_crawl("statement", recurse_into=False))
    return None if len(statements) == 1 else f"read as {len(statements)} statements"


OF_EACH_FORM = 3


def form(sql):
    """What statements of a kind may differ in: which object, which options, quoted names or not."""
    return tuple(re.findall(r"^\s*([A-Z_]+)", sql, re.MULTILINE)[:12]), sql.split()[1:3], '"' in sql


with open(sys.argv[1], encoding="utf-8") as file:
    statements = json.load(file)
asked = collections.Counter()
readings = []
for statement in statements:
    sql, kind = statement["sql"], statement["kind"]
    reading = {"sqlglot": read_with_sqlglot(sql)}
    key = f"{kind} {form(sql)}" if kind in ("CREATE_STAGE", "DROP") else kind
    if reading["sqlglot"] or asked[key] < OF_EACH_FORM:
        asked[key] += 1
        reading["sqlfluff"] = read_with_sqlfluff(sql)
    readings.append(reading)
json.dump(readings, sys.stdout)
