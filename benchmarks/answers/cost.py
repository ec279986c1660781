#!/usr/bin/env python3
"""Writes the tables of docs/cost.md and docs/cost-snowflake.md: what an estate runs, loads, keeps and computes in a month.

    benchmarks/answers/cost.py

Bytes are measured: records by measure.py beside this file, events by the benchmark of log files, versions and rows by
HistoryVolumeTest. Prices are the list prices of AWS in US East and of Snowflake there, Standard; put in your own.
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

# Measured, on x86-64 with JDK 17. docs/benchmarks.md: processor seconds to a function's first answer, of harvests of 38 Regions
# (calls, records, seconds), MB/s from gzip to Zstandard, MB of 50,000 events in each; BurstTest: invocations for 10,000 log files.
START, HARVESTS, SPLIT = 2.7, ((161, 248, 4.01), (406, 752, 5.94)), 522e6
EVENT_LINES = 7.15e6 / 50_000
BURST = 1133 / 10_000
# What the stack has: GB and scheduled functions, the rest of serverless.yml, queues.yml and rendered/alarms.yml.
MEMORY, FUNCTIONS, BATCH, WINDOW, METRICS, ALARMS = 1769 / 1024, 4, 10, 20, 4 * 6 + 7, 19
# Assumed: seconds of S3 for a log file (two calls of the benchmark's tenth), of its invocations those that start a process, Regions
# in use, log files of an account and Region a day, datasets with records (4 are global), bytes of log an invocation, polls a minute.
S3_SECONDS, COLD, REGIONS, FILES, GLOBAL, REGIONAL, LOG, POLLS = 0.2, 0.05, 5, 288, 4, 3, 2000, 15
# Listed, USD: GB-second on arm64, million requests, thousand PUT and GET, million of SQS, 100,000 events of a further trail,
# a metric, an alarm, a dashboard, a GB of log.
GB_SECOND, REQUESTS, PUT, GET, SQS, TRAIL, METRIC, ALARM, DASHBOARD, LOGGED = 13.3334e-6, 0.20, 0.005, 0.0004, 0.40, 2.00, 0.30, 0.10, 3, 0.50
ACCOUNTS = (1, 5, 50)  # of the estates: a stack in each, one queue and monitorCloudtrail for all


def aws(accounts, resources, events):
    """What a month of 30 days takes."""
    (_, few, little), (_, many, more) = HARVESTS
    scheduled = accounts * FUNCTIONS * RUNS * 30
    harvesting = scheduled * START + resources * RUNS * 30 * (more - little) / (many - few)
    files = accounts * REGIONS * FILES * 30
    # The first file opens a batch; what arrives in the window joins it, and no batch is fuller than those of the burst.
    together = min(1 + files / (30 * 86_400) * WINDOW, 1 / BURST)
    splits = files / together
    splitting = files * S3_SECONDS + events * 30 * EVENT / SPLIT + splits * COLD * START
    puts = 2 * files + accounts * RUNS * 30 * (GLOBAL + REGIONAL * REGIONS + FUNCTIONS)
    return {
        "invocations": scheduled + splits, "seconds": harvesting + splitting, "files": files, "puts": puts,
        "sqs": files + 2 * splits + POLLS * 60 * 24 * 30,
        "kept": (events * (EVENT_PACKED + EVENT_LINES) + resources * RUNS * RECORD_PACKED) * 30 / 1e9,
        "events": events * 30, "text": (resources * RUNS * RECORD + events * EVENT) * 30 / 1e9,
        "log": (scheduled + splits) * LOG / 1e9, "accounts": accounts}


def months():
    return [aws(accounts, *estate) for accounts, estate in zip(ACCOUNTS, ESTATES.values())]


def quantities():
    yield "| estate | accounts | invocations | GB-seconds | log files | PUT requests | SQS requests | S3 grows by, GB | Snowpipe, GB of text |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name, m in zip(ESTATES, months()):
        yield "| %s | %d | %s | %s | %s | %s | %s | %.1f | %.0f |" % (
            name, m["accounts"], *(format(round(n, -2), ",.0f") for n in (
                m["invocations"], m["seconds"] * MEMORY, m["files"], m["puts"], m["sqs"])), m["kept"], m["text"])


def bills():
    yield "| estate | Lambda: GB-seconds | requests | S3 requests | S3 after a year, all kept | queue | Snowpipe | metrics, alarms, dashboards | log | together | a second trail, if it is one |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name, m in zip(ESTATES, months()):
        parts = (m["seconds"] * MEMORY * GB_SECOND, m["invocations"] / 1e6 * REQUESTS, (m["puts"] * PUT + m["files"] * GET) / 1000,
                 m["kept"] * 12 * TERABYTE / 1000, m["sqs"] / 1e6 * SQS, m["text"] * LOAD * CREDIT,
                 m["accounts"] * (METRICS * METRIC + ALARMS * ALARM + DASHBOARD), m["log"] * LOGGED)
        yield "| %s | %s | %s |" % (name, " | ".join("%.2f" % p for p in parts + (sum(parts),)), format(m["events"] / 1e5 * TRAIL, ",.0f"))


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


def write(page, tables):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs", page)
    with open(path) as file:
        text = file.read()
    for name, lines in tables.items():
        text = section(text, name, lines)
    with open(path, "w") as file:
        file.write(text)


write("cost.md", {"quantities": quantities(), "bills": bills()})
write("cost-snowflake.md", {"estates": rows(), "tasks": tasks()})
