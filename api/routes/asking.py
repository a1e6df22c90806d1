"""/ask and /search: questions in Chinese, and literal search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from api import tables
from api.answering import Listing as Rows
from api.answering import answer, answer_list
from api.models import AS_OF, DOCUMENT, AsOf, Listing, ListParameters, SearchItem, Words, search_item
from api.problems import list_responses, responses
from api.service import ServiceDep
from graph import answers, resolve
from graph.ask import Answer, AskedDay, ask
from graph.query import Op, Value, Where
from graph.query import Query as Question
from graph.store import Reader
from graph.types import Kind, OrganizationRow

router = APIRouter(tags=["ask 问答与检索"])


class AskParameters(BaseModel):
    """A question."""

    model_config = {"extra": "forbid"}

    q: Annotated[
        str,
        Field(min_length=1, max_length=200, description="中文问题 a question", examples=["市场监管局牵头哪些任务？"]),
    ]
    as_of: AsOf | None = Field(None, description=AS_OF)


class SearchParameters(ListParameters):
    """What is searched for."""

    q: Words = Field(
        description="要找的词，多个词以空格分开，均须出现 literal words, all must occur", examples=["食品安全"]
    )
    document: Words | None = Field(None, description=DOCUMENT)


@dataclass(frozen=True, slots=True)
class Subject:
    """A keyword that jieba found in the search, and how many tasks are about it."""

    word: str
    tasks: int


class SearchListing(Listing[SearchItem]):
    """检索结果 literal hits, with the units and subjects that the words name"""

    organizations: list[OrganizationRow] = Field(description="名称含有所查词语的单位")
    subjects: list[Subject] = Field(description="所查词语中的关键词及相关任务数（jieba 切分）")


@router.get(
    "/ask", summary="用中文提问 ask in Chinese", response_model=Answer, responses=responses("store-unavailable")
)
def ask_question(service: ServiceDep, request: Request, parameters: Annotated[AskParameters, Query()]) -> Response:
    """回答附有读法、等效地址、Cypher 和原文出处；读不懂的问题不作猜测，给出相近的问法。

    Shows how the question was understood, the equivalent URL and Cypher, and the sentences it stands on; never guesses.
    """
    day = AskedDay(service.today, parameters.as_of)
    return answer(service, request, lambda reader: ask(parameters.q, reader, service.tokenizer, service.questions, day))


@router.get(
    "/search",
    summary="检索任务 search the tasks",
    response_model=SearchListing,
    responses=list_responses(),
)
def search(service: ServiceDep, request: Request, parameters: Annotated[SearchParameters, Query()]) -> Response:
    """逐字检索标题和正文：%、_、引号等均按原样查找。Literal: wild cards and operators have no meaning."""
    words = tuple(dict.fromkeys(parameters.q.split()))

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where = [Where("q", word, Op.CONTAINS) for word in words]
        if parameters.document:
            where.append(Where("document", resolve.document(reader, parameters.document).id))
        page = answers.tasks(reader, Question(Kind.TASK, tuple(where), (), limit, after))
        items = tuple(search_item(item, words) for item in page.items)
        more = {"organizations": named_units(reader, words), "subjects": subjects(service, reader, parameters.q)}
        return Rows(items, page.total, page.after, more=more)

    return answer_list(service, request, parameters, fetch, tables.tasks)


def named_units(reader: Reader, words: tuple[str, ...]) -> tuple[OrganizationRow, ...]:
    """The first ten units whose names hold every word."""
    where = tuple(Where("q", word, Op.CONTAINS) for word in words)
    return cast("tuple[OrganizationRow, ...]", reader.list(Question(Kind.ORGANIZATION, where, limit=10)).items)


def subjects(service: ServiceDep, reader: Reader, words: str) -> tuple[Subject, ...]:
    """The searched words as jieba cuts them, where they are keywords of tasks; most tasks first."""
    pieces = tuple(dict.fromkeys(service.tokenizer.words(words)))[:50]
    if not pieces:
        return ()
    groups = reader.count(Question(Kind.TERM, (Where("word", pieces, Op.IN),)), by=("word",))
    found = (Subject(str(group.key[0]), group.count) for group in groups)
    return tuple(sorted(found, key=lambda subject: (-subject.tasks, subject.word)))
