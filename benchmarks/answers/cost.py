#!/usr/bin/env python3
"""Writes the tables of docs/cost-snowflake.md: what an estate loads, keeps and computes in a day and a month.

    benchmarks/answers/cost.py

Bytes are measured: records by measure.py beside this file, events by the benchmark of log files, versions and rows by
HistoryVolumeTest. Prices are Snowflake's list prices of AWS, US East, Standard; put in your own.
"""
import os, re

RECORD, RECORD_PACKED = 2692, 366  # measure.py: bytes of an instance as JSON; packed as well as events are, for its own are too alike
EVENT, EVENT_PACKED = 1554, 212  # docs/benchmarks.md: 50,000 events are 77.7 MB, 10.6 MB with gzip
RUNS, CHANGED = 96, 0.001  # harvests a day; resources that change between two
CREDIT, TERABYTE = 2.00, 23.00  # USD a credit, USD a month and TB
LOAD = 0.0037  # credits per GB of text that Snowpipe loads
TASK, IDLE, LEAST = 20, 60, 60  # seconds: a merge, until the warehouse suspends, the least that is billed
SERVERLESS = 0.9  # what a serverless task's second costs, in those of a warehouse of its size

ESTATES = {"500 resources, 100,000 events a day": (500, 1e5), "5,000 resources, 1 million events": (5_000, 1e6),
           "50,000 resources, 10 million events": (50_000, 1e7)}


def rows():
    yield "| estate | landed a day, GB | loading, credits a day | landing tables of 30 days, GB | of 3 days | history after a year, GB | storage a month, USD: all kept a year | history and 3 days |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for name, (resources, events) in ESTATES.items():
        day = (resources * RUNS * RECORD + events * EVENT) / 1e9
        inventory = resources * RUNS * RECORD_PACKED / 1e9
        trail = events * EVENT_PACKED / 1e9
        history = resources * (1 + RUNS * CHANGED * 365) * RECORD_PACKED / 1e9
        kept = (inventory + trail) * 365
        purged = inventory * 3 + trail * 365 + history
        yield "| %s | %.2f | %.3f | %.1f | %.2f | %.2f | %.2f | %.2f |" % (
            name, day, day * LOAD, inventory * 30, inventory * 3, history, kept * TERABYTE / 1000, purged * TERABYTE / 1000)


def tasks():
    yield "| `lagMinutes` | runs a day | on the warehouse, credits a day | `serverless` | USD a month, the cheaper |"
    yield "|---:|---:|---:|---:|---:|"
    for lag in (15, 60, 360, 1440):
        runs = 1440 // lag
        warehouse = runs * max(LEAST, TASK + IDLE) / 3600
        serverless = runs * TASK * SERVERLESS / 3600
        yield "| %d | %d | %.2f | %.2f | %.2f |" % (lag, runs, warehouse, serverless, min(warehouse, serverless) * 30 * CREDIT)


def section(text, name, lines):
    return re.sub(r"(<!-- begin: %s -->\n)(.*?)(<!-- end: %s -->)" % (name, name),
                  lambda m: m.group(1) + "\n" + "\n".join(lines) + "\n\n" + m.group(3), text, flags=re.S)


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/cost-snowflake.md")
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(section(section(text, "estates", rows()), "tasks", tasks()))


main()
