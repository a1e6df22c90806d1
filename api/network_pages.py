"""The pages that draw networks, and the networks of ``zeren view``."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.days import day_of
from api.models import AsOf
from api.page_rows import Rows
from api.redirects import check_current
from api.service import ServiceDep
from graph import answers, resolve
from graph.query import Where
from graph.results import WorkloadRow
from graph.store import Reader
from graph.types import DocumentRow, OrganizationRow
from viz import models, network_model
from viz.network import render_network_page

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/network")
def network(
    service: ServiceDep, document: str | None = None, role: str | None = None, as_of: AsOf | None = None
) -> str:
    """Units and tasks of one plan, or of all."""

    def work(reader: Reader) -> str:
        rows = Rows(reader)
        documents = rows.documents()
        chosen = resolve.document_at(reader, document) if document else (documents[0] if len(documents) == 1 else None)
        where: tuple[Where, ...] = (Where("document", chosen.id),) if chosen else ()
        force, day = day_of(reader, service, as_of, where, document=chosen.id if chosen else None, role=role)
        where = (*where, *force)
        if role:
            where = (*where, Where("role", role))
        return render_network_page(
            models.NetworkPage(
                plan_model(reader, where, chosen),
                documents=documents,
                selected=chosen.id if chosen else None,
                day=day,
                export=_scope(day, document=chosen.id if chosen else None, role=role),
            )
        )

    return service.store.read(work)


def _scope(day: models.Day, **chosen: str | None) -> tuple[tuple[str, str], ...]:
    """The parameters that give the REST export the scope of the page."""
    named = tuple((name, value) for name, value in chosen.items() if value)
    return (*named, ("as_of", "all" if day.everything else day.day))


def plan_model(reader: Reader, where: tuple[Where, ...], chosen: DocumentRow | None) -> models.NetworkModel:
    """The network of the responsibilities that satisfy ``where``."""
    tasks = Rows(reader).tasks(*(w for w in where if w.field in {"document", "as_of"}))
    title = f"责任网络：{chosen.title}" if chosen else "责任网络：全部文件"
    subtitle = (chosen.number or "") if chosen else ""
    return network_model.plan_network(reader.edges(where), title=title, subtitle=subtitle, tasks=tasks)


@router.get("/network/ties")
def ties(service: ServiceDep, document: str | None = None, as_of: AsOf | None = None) -> str:
    """Units joined by the tasks they share."""

    def work(reader: Reader) -> str:
        rows = Rows(reader)
        chosen = resolve.document_at(reader, document) if document else None
        here = (Where("document", chosen.id),) if chosen else ()
        force, day = day_of(reader, service, as_of, here, document=chosen.id if chosen else None)
        return render_network_page(
            models.NetworkPage(
                ties_model(reader, chosen, force),
                documents=rows.documents(),
                selected=chosen.id if chosen else None,
                day=day,
                path="/network/ties",
                export=_scope(day, document=chosen.id if chosen else None),
                exported="文件中是单位与任务的责任关系，单位之间的联系由此得出",
            )
        )

    return service.store.read(work)


def _one_place(rows: tuple[WorkloadRow, ...]) -> bool:
    """Whether the names as stated (区市场监管局) cannot be mistaken for another place's."""
    return len({row.jurisdiction_name for row in rows}) <= 2


def ties_model(reader: Reader, chosen: DocumentRow | None, force: tuple[Where, ...] = ()) -> models.NetworkModel:
    """The unit–unit projection; ``force``: of documents in force on a day."""
    rows = Rows(reader)
    where = (*((Where("document", chosen.id),) if chosen else ()), *force)
    workload = tuple(row for row in rows.workload(*where).items if not row.collective)
    pairs = answers.every_pair(reader, where)
    tasks = {row.id: row for row in rows.tasks(*where)}
    names = network_model.stated_names(reader.edges(where)) if _one_place(workload) else {}
    title = f"共同承担网络：{chosen.title}" if chosen else "共同承担网络：全部文件"
    return network_model.ties_network(pairs, workload, title=title, tasks=tasks, names=names)


@router.get("/network/organization/{organization}")
def organization_network(service: ServiceDep, organization: str, as_of: AsOf | None = None) -> str:
    """One unit's surroundings."""

    def work(reader: Reader) -> str:
        unit = resolve.organization(reader, organization)
        check_current(unit, organization)
        force, day = day_of(reader, service, as_of)
        path = f"/network/organization/{unit.id}"
        return render_network_page(
            models.NetworkPage(
                unit_model(reader, unit, force),
                day=day,
                path=path,
                export=_scope(day, organization=unit.id),
                exported="文件中只有本单位的责任关系，不含合作单位的",
            )
        )

    return service.store.read(work)


def unit_model(reader: Reader, unit: OrganizationRow, force: tuple[Where, ...] = ()) -> models.NetworkModel:
    """A unit, its tasks, and everybody on them."""
    tasks = Rows(reader).tasks(Where("organization", unit.id), *force)
    units = answers.units_of(reader, tuple(task.id for task in tasks))
    rows = tuple(row for task in tasks for row in units.get(task.id, ()))
    return network_model.organization_network(rows, unit.id, title=f"{unit.name}的任务与合作单位")
