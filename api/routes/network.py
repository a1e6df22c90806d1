"""/graph: the network itself, for Gephi, notebooks and linked data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from api.answering import answer_bytes
from api.days import in_force
from api.formats import Format, choose
from api.models import AS_OF, DOCUMENT, JURISDICTION, ORGANIZATION, AsOf, Words
from api.problems import responses
from api.service import ServiceDep
from graph import export, resolve
from graph.query import Where
from graph.store import Reader
from ingest.types import Role

router = APIRouter(tags=["graph 网络"])

FORMATS = (Format.JSON, Format.GRAPHML, Format.GEXF, Format.JSONLD)
WRITERS = {
    Format.JSON: export.node_link_bytes,
    Format.GRAPHML: export.graphml_bytes,
    Format.GEXF: export.gexf_bytes,
    Format.JSONLD: export.jsonld_bytes,
}


class GraphParameters(BaseModel):
    """Which part of the graph."""

    model_config = {"extra": "forbid"}

    document: Words | None = Field(None, description=DOCUMENT)
    organization: Words | None = Field(None, description=ORGANIZATION)
    jurisdiction: Words | None = Field(None, description=JURISDICTION)
    role: Role | None = Field(None, description="只取一种角色 one role only")
    as_of: AsOf | None = Field(None, description=AS_OF)
    format: Format | None = Field(None, description="json（node-link）、graphml、gexf 或 jsonld")


class NodeLink(BaseModel):
    """node-link JSON，与 networkx.node_link_data 相同 as networkx reads it"""

    directed: bool
    multigraph: bool
    graph: dict[str, object]
    nodes: list[dict[str, object]]
    links: list[dict[str, object]] = []
    edges: list[dict[str, object]] = []


@router.get(
    "/graph",
    summary="整个网络 the network",
    response_model=NodeLink,
    responses={
        200: {
            "content": {
                "application/graphml+xml": {"schema": {"type": "string"}},
                "application/gexf+xml": {"schema": {"type": "string"}},
                "application/ld+json": {"schema": {"type": "object"}},
            }
        },
        **responses("unknown-name", "ambiguous-name"),
    },
)
def graph(service: ServiceDep, request: Request, parameters: Annotated[GraphParameters, Query()]) -> Response:
    """单位、任务和责任关系；一处原文一条边。供 Gephi（gexf、graphml）和 Python（json）使用。

    Units, tasks and one edge for each piece of evidence.
    """
    wanted = choose(parameters.format, request.headers.get("accept", "*/*"), FORMATS)

    def work(reader: Reader) -> bytes:
        where = graph_where(reader, parameters, service.today)
        return WRITERS[wanted](export.network(reader, where))

    return answer_bytes(service, request, wanted, "责任网络", work)


def graph_where(reader: Reader, parameters: GraphParameters, today: str) -> tuple[Where, ...]:
    """The conditions on responsibilities."""
    where: list[Where] = []
    if parameters.document:
        where.append(Where("document", resolve.document(reader, parameters.document).id))
    if parameters.organization:
        unit = resolve.organization(reader, parameters.organization, parameters.jurisdiction)
        where.append(Where("organization", unit.id))
    elif parameters.jurisdiction:
        where.append(Where("jurisdiction", resolve.jurisdiction(reader, parameters.jurisdiction).id))
    if parameters.role:
        where.append(Where("role", parameters.role.value))
    return (*where, *in_force(parameters.as_of, today, parameters.document))
