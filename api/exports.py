"""What ``zeren view`` and ``zeren export`` write: a page of a network, the network, a table."""

from __future__ import annotations

from api import models, network_pages, tables
from api.arguments import UnknownChoice
from api.days import in_force
from api.formats import Sheet, csv_bytes, xlsx_bytes
from api.routes.network import WRITERS
from api.service import Service
from graph import answers, export, resolve
from graph.cypher_script import script
from graph.query import Query, Where
from graph.store import Reader
from graph.types import Kind
from viz.network import render_network

#: what ``--table`` takes
TABLES = "tasks、responsibilities、workload（单位）、collectives（集体称谓）、overlaps、targets"


def network_page(reader: Reader, what: str, name: str | None, document: str | None, jurisdiction: str | None) -> str:
    """The self-contained page of ``zeren view``."""
    chosen = resolve.document(reader, document) if document else None
    if what == "unit" and name is not None:
        model = network_pages.unit_model(reader, resolve.organization(reader, name, jurisdiction))
    elif what == "ties":
        model = network_pages.ties_model(reader, chosen)
    else:
        documents = reader.list(Query(Kind.DOCUMENT, limit=2)).items
        only = documents[0] if len(documents) == 1 else None
        shown = chosen or (resolve.document(reader, getattr(only, "id")) if only else None)  # noqa: B009 - any row has one
        model = network_pages.plan_model(reader, (Where("document", shown.id),) if shown else (), shown)
    return render_network(model, inline=True)


def exported(service: Service, format: str, table: str, document: str | None, as_of: str | None = None) -> bytes:
    """The bytes of ``zeren export``."""

    def work(reader: Reader) -> bytes:
        where: tuple[Where, ...] = (Where("document", resolve.document(reader, document).id),) if document else ()
        if format == "cypher":
            documents = tuple(Where("id", one.value) for one in where)
            return "".join(f"{line}\n" for line in script(reader, documents)).encode()
        where = (*where, *in_force(as_of, service.today, document))
        for known, writer in WRITERS.items():
            if known.value == format:
                return writer(export.network(reader, where))
        sheet = _sheet(reader, table, where)
        return csv_bytes(sheet) if format == "csv" else xlsx_bytes([sheet])

    known = {*(f.value for f in WRITERS), "cypher", "csv", "xlsx"}
    if format not in known:
        raise UnknownChoice(
            f"没有 {format} 格式", f"unknown format {format}", remedy=f"改用 {'、'.join(sorted(known))}"
        )
    return service.store.read(work)


def _sheet(reader: Reader, table: str, where: tuple[Where, ...]) -> Sheet:
    basis: dict[str, object] = {"basis": models.basis_item(answers.figures_basis(reader, where))}
    if table == "tasks":
        ids = tuple(getattr(t, "id") for t in answers.everything(reader, Query(Kind.TASK, where, limit=1000)))  # noqa: B009
        found = answers.tasks_by_id(reader, ids)
        return tables.tasks(tuple(models.task_item(found[task]) for task in ids), {})
    if table == "responsibilities":
        return tables.responsibilities(tuple(reader.edges(where)), {})
    if table == "targets":
        return tables.targets(answers.everything(reader, Query(Kind.TARGET, where, limit=1000)), {})
    if table in {"workload", "collectives"}:
        rows = answers.every_workload(reader, (*where, Where("collective", table == "collectives")))
        return tables.workload(rows, basis | {"collectives": answers.collectives(reader, where)})
    if table == "overlaps":
        pairs = answers.every_pair(reader, where)
        return tables.overlaps(tuple(models.overlap_item(o) for o in answers.overlaps(reader, pairs)), basis)
    raise UnknownChoice(f"没有 {table} 表", f"unknown table {table}", remedy=f"改用 {TABLES}")
