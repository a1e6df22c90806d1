"""``make bench``: the embedded store beside Neo4j beside a bare driver, in one run, told as ratios.

write  100,000 tasks with 400,000 edges, a document of 1,000 tasks a transaction; the bare driver sends the same rows as
       plain ``UNWIND … CREATE`` in one transaction a document, and checks, locks, counts and redirects nothing
read   five questions that people ask, from 32 connections at once; the bare driver runs the same statements
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import neo4j

from graph import cypher, open_store
from graph.build import build
from graph.checks import stated
from graph.cypher_shapes import RELATION
from graph.plan import Statement
from graph.query import Query, Sort, Where
from graph.store import GraphStore, Reader
from graph.types import Kind, Subgraph
from tests.graph.conftest import make_plan
from tests.neo4j_server.place import Place
from tests.neo4j_server.server import Server

DOCUMENTS, TASKS, UNITS = 100, 1_000, 150
CONNECTIONS, SECONDS = 32, 6.0
MOST = (Sort("shared", descending=True),)


def main(documents: int = DOCUMENTS) -> None:
    """Print the tables of docs/benchmarks.md."""
    graphs = [subgraph(at) for at in range(documents)]
    edges = sum(len(graph.responsibilities) for graph in graphs)
    print(f"{documents * TASKS:,} 项任务 tasks，{edges:,} 条关系 edges，{documents} 个文件 documents\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "neo4j", password="zeren-bench", heap="2g")  # noqa: S106 -- its own
        server.start()
        place, embedded = Place(server), open_store(f"sqlite:///{folder}/bench.db")
        remote = place.open()
        remote.ping()
        driver = neo4j.GraphDatabase.driver(server.url, auth=server.auth, notifications_min_severity="OFF")
        try:
            _write_all(graphs, embedded, remote, driver, place)
            _read_all(graphs, embedded, remote, driver)
        finally:
            driver.close()
            remote.close()
            embedded.close()
            place.close()
            server.stop()


def subgraph(at: int) -> Subgraph:
    """A document of 1,000 tasks with four units each: one leads, two are responsible, one supports."""
    tasks = {}
    for number in range(TASKS):
        units = [f"区第{(at * 31 + number * 7 + step * (number % 11 + 1)) % UNITS:03}局" for step in range(4)]
        units = list(dict.fromkeys(units)) + [f"区第{UNITS + k}局" for k in range(4)]
        tasks[str(number)] = {"lead": units[0], "responsible": f"{units[1]}、{units[2]}", "support": units[3]}
    plan = make_plan(tasks, title=f"方案{at:03}", number=f"府发〔2024〕{at}号")
    return replace(build(plan), targets=(), findings=(), citations=(), terms=())


def _write_all(
    graphs: list[Subgraph], embedded: GraphStore, remote: GraphStore, driver: neo4j.Driver, place: Place
) -> None:
    print("| 写入 write | 秒 s | 每秒任务数 tasks/s | 与裸 UNWIND 之比 of the bare UNWIND |")
    print("| --- | ---: | ---: | ---: |")
    for graph in graphs[:5]:  # the server's compiler is warm before anything is measured
        _bare_write(driver, graph)
        remote.delete(graph.document.id)
        remote.write(graph)
    place.wipe()
    bare = _timed(lambda: [_bare_write(driver, graph) for graph in graphs])
    place.run("MATCH (:Organization)-[r]->(:Task) CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS")
    place.wipe()
    through = _timed(lambda: [remote.write(graph) for graph in graphs])
    inside = _timed(lambda: [embedded.write(graph) for graph in graphs])
    for name, seconds in (("裸驱动 bare driver", bare), ("Neo4j", through), ("内嵌 embedded", inside)):
        print(f"| {name} | {seconds:.1f} | {len(graphs) * TASKS / seconds:,.0f} | {seconds / bare:.2f} |", flush=True)
    print()


def _bare_write(driver: neo4j.Driver, graph: Subgraph) -> None:
    def rows(values: tuple[object, ...]) -> list[dict[str, Any]]:
        return [{k: list(v) if isinstance(v, tuple) else v for k, v in stated(row).items()} for row in values]

    document = {k: v for k, v in rows((graph.document,))[0].items() if k != "facts"} | {"text": graph.text}

    def work(transaction: neo4j.ManagedTransaction) -> None:
        def each(text: str, values: list[dict[str, Any]]) -> None:
            transaction.run(f"UNWIND $rows AS row {text}", rows=values).consume()

        each("MERGE (n:Jurisdiction {id: row.id}) SET n += row", rows(graph.jurisdictions))
        each("MERGE (n:Organization {id: row.id}) SET n += row", rows(graph.organizations))
        transaction.run("CREATE (d:Document) SET d = $document", document=document).consume()
        each(
            "MATCH (d:Document {id: row.document}) MATCH (o:Organization {id: row.organization})"
            " CREATE (d)-[:NAMES {name: row.name, key: row.key, sort_key: row.sort_key}]->(o)",
            rows(graph.aliases),
        )
        each("CREATE (n:Section) SET n = row", rows(graph.sections))
        each(
            "MATCH (d:Document {id: row.document}) MATCH (s:Section {id: row.id}) CREATE (d)-[:CONTAINS]->(s)",
            rows(graph.sections),
        )
        each("CREATE (n:Task) SET n = row", rows(graph.tasks))
        each(
            "MATCH (s:Section {id: row.section}) MATCH (t:Task {id: row.id}) CREATE (s)-[:CONTAINS]->(t)",
            rows(graph.tasks),
        )
        for role, relation in RELATION.items():
            each(
                "MATCH (o:Organization {id: row.organization}) MATCH (t:Task {id: row.task})"
                f" CREATE (o)-[r:{relation}]->(t) SET r = row",
                rows(tuple(row for row in graph.responsibilities if row.role == role)),
            )

    with driver.session() as session:
        session.execute_write(work)


def _read_all(graphs: list[Subgraph], embedded: GraphStore, remote: GraphStore, driver: neo4j.Driver) -> None:
    units = sorted({row.organization for row in graphs[0].responsibilities})
    documents = [graph.document.id for graph in graphs]
    print(f"| {CONNECTIONS} 个连接同时问 asked from {CONNECTIONS} connections | 内嵌 embedded /s | Neo4j /s |", end="")
    print(" 裸驱动 bare /s | Neo4j 与裸驱动之比 of the bare driver |")
    print("| --- | ---: | ---: | ---: | ---: |", flush=True)
    for name, (asked, statements) in _questions(units, documents).items():
        rates = [
            _rate(lambda at, store=store, ask=asked: store.read(lambda reader: ask(reader, at)))
            for store in (embedded, remote)
        ]
        rates.append(_rate(lambda at, made=statements: _bare_read(driver, made(at))))
        print(f"| {name} | {' | '.join(f'{rate:,.0f}' for rate in rates)} | {rates[1] / rates[2]:.2f} |", flush=True)


Asked = Callable[[Reader, int], object]
Statements = Callable[[int], tuple[Statement, ...]]


def _questions(units: list[str], documents: list[str]) -> dict[str, tuple[Asked, Statements]]:
    def unit(at: int) -> str:
        return units[at % len(units)]

    def led(at: int) -> Query:
        return Query(Kind.TASK, (Where("organization", unit(at)), Where("role", "lead")))

    def inside(at: int) -> Query:
        return Query(Kind.RESPONSIBILITY, (Where("document", documents[at % len(documents)]),))

    def found(at: int) -> Query:
        return Query(Kind.TASK, (Where("q", f"第{at % TASKS}项工作"),))

    def of(at: int) -> tuple[Where, ...]:
        return (Where("organization", unit(at)),)

    def listed(make: Callable[[int], Query]) -> tuple[Asked, Statements]:
        return (
            lambda reader, at: reader.list(make(at)),
            lambda at: (cypher.select(make(at)), cypher.total(make(at))),
        )

    return {
        "某单位牵头的任务 tasks a unit leads": listed(led),
        "某文件的责任关系 evidence of a document": listed(inside),
        "搜索 search": listed(found),
        "某单位的任务承担情况 workload of a unit": (
            lambda reader, at: reader.workload(of(at)),
            lambda at: (cypher.workload(of(at), (), 50, None), cypher.workload_total(of(at))),
        ),
        "与某单位共同承担 pairs of a unit": (
            lambda reader, at: reader.pairs((), MOST, organization=unit(at)),
            lambda at: (
                cypher.pairs((), MOST, 50, None, unit(at), None, 1),
                cypher.pairs_total((), unit(at), None, 1),
            ),
        ),
    }


def _bare_read(driver: neo4j.Driver, statements: tuple[Statement, ...]) -> None:
    with driver.session() as session:
        session.execute_read(
            lambda transaction: [transaction.run(one.text, one.parameters).data() for one in statements]
        )


def _rate(ask: Callable[[int], object]) -> float:
    """Answers a second, from all connections together."""
    for at in range(CONNECTIONS):
        ask(at)
    numbers, answered, until = itertools.count(), [], time.perf_counter() + SECONDS

    def asking() -> None:
        count = 0
        while time.perf_counter() < until:
            ask(next(numbers))
            count += 1
        answered.append(count)

    threads = [threading.Thread(target=asking) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / (time.perf_counter() - begun)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
