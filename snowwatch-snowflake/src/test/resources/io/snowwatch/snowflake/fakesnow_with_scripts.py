"""fakesnow, with the JavaScript functions of a plan run by Node, which it cannot run itself.

The first argument is the script, which answers [function, argument, ...] on a line with a line; the others are fakesnow's.
"""
import json
import subprocess
import sys
import threading

import duckdb

node = subprocess.Popen(["node", sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
lock = threading.Lock()
real_connect = duckdb.connect


def ask(*question):
    with lock:
        node.stdin.write(json.dumps(question) + "\n")
        node.stdin.flush()
        return json.loads(node.stdout.readline())


def connect(*arguments, **options):
    connection = real_connect(*arguments, **options)
    text = "VARCHAR"
    connection.create_function(
        "SNOWWATCH_CANONICAL",
        lambda document, left_out, unordered: ask("canonical", document, left_out, unordered),
        [text] * 3,
        text,
    )
    connection.create_function(
        "SNOWWATCH_CHANGED_PATHS",
        lambda before, after, left_out, unordered: json.dumps(
            ask("changedPaths", before, after, left_out, unordered), separators=(",", ":")
        ),
        [text] * 4,
        text,
    )
    return connection


duckdb.connect = connect

import fakesnow.cli  # noqa: E402

sys.exit(fakesnow.cli.main(sys.argv[2:]))
