"""Questions in Chinese: every wording in the table is understood; answers match REST; nothing is guessed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.ask import load_questions
from tests.api.conftest import open_client

QUESTIONS = load_questions()
WORDINGS = [(intent.id, wording) for intent in QUESTIONS.intents for wording in intent.wordings]

#: (question, what the headline must say)
ANSWERS = [
    ("市场监管局牵头哪些任务？", "重庆市江北区市场监督管理局：牵头 9 项。"),
    ("市场监管局负责什么工作", "重庆市江北区市场监督管理局：牵头 9 项；责任 至少 17 项。"),
    ("市场监管局配合哪些事项", "配合：原文未设"),
    ("市场监管局牵头几项任务", "牵头 9 项"),
    (
        "市场监管局的任务承担情况",
        "牵头 9 项（单独 9，联合 0），责任 至少 17 项（有牵头的 5，无牵头的 12）；合计 至少 26 项",
    ),
    ("第4项任务由谁牵头", "第4项“推动成渝地区双城经济圈质量一体化发展”：牵头 重庆市江北区市场监督管理局。"),
    ("第4项和第5项任务由谁牵头", "第5项“实施农产品质量提升工程”：牵头 重庆市江北区农业农村委员会"),
    ("检察院和法院都参与的任务", "共同承担 2 项任务"),
    ("市场监管局和农业农村委共同牵头的任务", "共同牵头 0 项任务"),
    ("农产品质量安全例行监测合格率要达到多少", "98.3%以上"),
    ("第二项任务由谁牵头", "未单列牵头单位，请确认是否首列牵头"),
    ("哪些任务没有牵头单位", "13 项仅列责任单位，未单列牵头单位"),
    ("哪些任务是联合牵头", "3 项由两个以上单位联合牵头（主责未明确）"),
    ("市场监管局和农业农村委共同承担哪些任务", "共同承担 10 项任务"),
    ("一共有多少项任务", "任务共 28 项。"),
    ("2027年的目标有哪些", "指标共 14 项"),
    ("合格率的指标是多少", "指标共 5 项"),
    ("方案什么时候印发的", "成文日期 2023-12-01，印发日期 2023-12-04"),
    ("这份文件的发文字号", "江北府发〔2023〕32号"),
    ("文件由谁印发", "发文单位 重庆市江北区人民政府"),
    ("各镇街有哪些任务", "本库文件中未见"),
    ("哪个单位牵头的任务最多", "最多的是重庆市江北区市场监督管理局，9 项。"),
    ("哪些任务的名单以等结尾", "27 项的单位名单以“等”结尾"),
    ("市场监管局在第4项任务中是什么角色", "牵头单位"),
    ("第5项任务里法院承担什么角色", "名单中没有该单位"),
    ("哪些单位配合市场监管局", "重庆市江北区市场监督管理局所在的文件没有设配合单位（原文未设，不是 0）。"),
    ("市场监管局配合哪些单位", "没有设配合单位（原文未设，不是 0）。"),
    ("市场监管局的全称", "全称：重庆市江北区市场监督管理局。"),
]

#: questions that must not be answered, and the word that is named as unknown ("" where every word is known)
REFUSED = [
    ("张三局牵头哪些任务？", "张三局"),
    ("市场监管局不牵头哪些任务？", "不"),
    ("除了市场监管局谁牵头", "除了"),
    ("今天天气怎么样", "天气"),
    ("市场监管局牵头的任务完成得好不好", "不"),
    ("市科技局牵头哪些任务", "市科技局"),
    ("市场监管局的局长是谁", "局长"),
]


#: 负责 is answered in two tables, the URL gives both roles at once
ROLES_APART = {"unit_role_tasks", "unit_role_count", "unit_several_roles"}


@pytest.mark.parametrize(("intent", "wording"), WORDINGS, ids=[f"{i}-{w}" for i, w in WORDINGS])
def test_every_wording_is_understood(client, get, intent, wording):
    """The table's own wordings lead to their kind of question, with a URL, Cypher and a headline. The service answers
    that URL; where the answer counts rows of a list, it lists as many."""
    answer = get("ask", q=wording)
    assert answer["answered"], (answer["headline"], answer["understood"])
    assert answer["intent"] == intent
    assert answer["headline"]
    assert answer["url"].startswith("/api/v1/")
    assert answer["cypher"]
    response = client.get(answer["url"])
    assert response.status_code == 200, answer["url"]
    body = response.json()
    if "total" not in body or not answer["tables"] or intent in ROLES_APART:
        return
    wanted = answer["tables"][0]["total"]
    if intent == "shared_by_two":
        assert (body["items"][0]["shared"] if body["items"] else 0) == wanted
    else:
        assert body["total"] == wanted, answer["url"]


def test_there_are_many_kinds_of_question():
    """At least twelve kinds, each in several wordings."""
    assert len(QUESTIONS.intents) >= 12
    assert all(len(intent.wordings) >= 3 for intent in QUESTIONS.intents)


@pytest.mark.parametrize(("question", "headline"), ANSWERS, ids=[q for q, _ in ANSWERS])
def test_answers_of_the_plan(get, question, headline):
    """The plan's own figures, in officials' words."""
    assert headline in get("ask", q=question)["headline"]


@pytest.mark.parametrize(("question", "word"), REFUSED, ids=[q for q, _ in REFUSED])
def test_what_is_not_understood_is_said(get, question, word):
    """No guess: the unknown word is named and the nearest questions are offered."""
    answer = get("ask", q=question)
    assert not answer["answered"]
    assert answer["intent"] is None
    assert any(word in unknown for unknown in answer["unknown"]), answer["unknown"]
    assert answer["suggestions"]
    assert not answer["tables"]
    assert not answer["sentences"]


def test_the_url_gives_the_rows_of_the_answer(client, get):
    """市场监管局牵头哪些任务？ and its URL show the same nine tasks."""
    answer = get("ask", q="市场监管局牵头哪些任务？")
    listed = client.get(answer["url"]).json()
    assert [row[0]["text"] for row in answer["tables"][0]["rows"]] == [item["number"] for item in listed["items"]]
    assert urlsplit(answer["url"]).path == "/api/v1/tasks"


def test_an_answer_brings_its_sentences(get):
    """Each of the nine with its clause, in the order of the text."""
    sentences = get("ask", q="市场监管局牵头哪些任务？")["sentences"]
    assert [s["task_number"] for s in sentences] == ["4", "6", "14", "17", "18", "19", "20", "21", "22"]
    assert all("牵头单位：区市场监管局" in s["clause"] for s in sentences)


def test_a_shared_name_is_asked_back(many):
    """With two 江北区 loaded, the short name is not settled by guessing: full questions are offered."""
    answer = many.get("/api/v1/ask", params={"q": "江北区市场监管局牵头哪些任务？"}).json()
    assert not answer["answered"]
    assert "重庆市江北区市场监督管理局牵头哪些任务？" in answer["suggestions"]
    assert "云川市江北区市场监督管理局牵头哪些任务？" in answer["suggestions"]
    settled = many.get("/api/v1/ask", params={"q": "云川市江北区市场监管局牵头哪些任务？"}).json()
    assert "云川市江北区市场监督管理局：牵头 2 项" in settled["headline"]


def test_a_document_named_in_the_question_narrows_it(many):
    """《…》 or a document number restricts the answer."""
    answer = many.get("/api/v1/ask", params={"q": "《江北区质量强区建设实施方案》一共有多少项任务"}).json()
    assert "28 项" in answer["headline"]
    answer = many.get("/api/v1/ask", params={"q": "云府办发〔2024〕15号哪些任务没有牵头单位"}).json()
    assert answer["headline"].startswith("1 项")


@pytest.mark.parametrize(
    "question", ["？？？", "<script>alert(1)</script>", "'; DROP TABLE task; --", "%", "第项", "𠮷" * 50]
)
def test_odd_input_is_refused_calmly(get, question):
    """Nothing that can be typed is a fault of the server."""
    assert get("ask", q=question)["answered"] is False


def test_too_long_a_question_is_a_problem(client):
    """Over 200 characters: 422, not a slow answer."""
    assert client.get("/api/v1/ask", params={"q": "谁" * 201}).status_code == 422


#: questions whose every word is known and that none of the kinds takes whole: an answer to a part would be wrong
HALF_READ = [
    "市场监管局和市场监管局共同承担哪些任务",
    "市场监管局牵头10项任务对吗？",
    "市场监管局牵头20项任务",
    "市场监管局牵头60%任务",
    "市场监管局牵头且农业农村委参与的任务",
    "农业农村委牵头且市场监管局参与的任务",
    "市场监管局牵头、区法院配合的任务",
    "市场监管局牵头的任务中哪些涉及经济信息委？",
    "市场监管局牵头哪些任务？农业农村委牵头哪些任务？",
    "市场监管局和发展改革委牵头哪些任务",
    "市场监管局牵头哪些任务和农业农村委配合哪些任务？",
    "市场监管局或发展改革委有哪些任务",
    "谁牵头食品或绿色建材",
    "第1项到第5项任务由谁牵头",
    "共同承担10项以上任务的单位",
    "市场监管局责任发展改革委牵头的任务",
    "市场监管局配合农业农村委的任务",
    "市场监管局牵头的任务有哪些责任单位",
]


@pytest.mark.parametrize("question", HALF_READ)
def test_half_a_question_is_not_answered(get, question):
    """No part of it is dropped in silence: it is refused, with what stood in the way."""
    answer = get("ask", q=question)
    assert not answer["answered"], answer["headline"]
    assert not answer["tables"]
    assert answer["suggestions"]


def test_a_topic_is_named_in_the_headline(get):
    """A figure that a topic narrows says so."""
    assert "涉及“食品”的" in get("ask", q="市场监管局牵头的食品任务有几项")["headline"]


def test_a_place_whose_name_is_shared_is_asked_back(many):
    """Two 江北区 are loaded: none is picked."""
    for question in (
        "江北区有哪些任务",
        "江北区有多少项任务",
        "江北区哪些任务没有牵头单位？",
        "江北区第4项任务由谁牵头？",
    ):
        answer = many.get("/api/v1/ask", params={"q": question}).json()
        assert not answer["answered"], answer["headline"]
        assert any("重庆市江北区" in suggestion for suggestion in answer["suggestions"])
    assert many.get("/api/v1/ask", params={"q": "重庆市江北区有多少项任务"}).json()["answered"]


@pytest.mark.parametrize("refusal", QUESTIONS.refusals, ids=[one.id for one in QUESTIONS.refusals])
def test_what_is_understood_and_not_answered_says_what_to_use(get, refusal):
    """Each wording: no table, no word called unknown, the reason as it stands in the table."""
    for wording in refusal.wordings:
        answer = get("ask", q=wording)
        assert not answer["answered"], wording
        assert answer["headline"] == refusal.says + "。", wording
        assert (answer["unknown"], answer["tables"]) == ([], [])


@pytest.mark.parametrize("question", ["刘远分管哪些任务", "欧阳局长负责什么", "市场监管局的局长是谁"])
def test_persons_are_not_kept_and_that_is_said(get, question):
    """A name or a post is named as unknown, and told to be no part of what is kept."""
    answer = get("ask", q=question)
    assert not answer["answered"]
    assert any("不记个人的分管和负责事项" in note for note in answer["notes"])


def test_an_unknown_unit_is_no_person(get):
    """张三局 begins with a surname and is no name."""
    assert get("ask", q="张三局牵头哪些任务？")["notes"] == []


def test_each_unit_with_its_tasks(get):
    """各单位分别承担多少任务: every unit, by name."""
    answer = get("ask", q="各单位分别承担多少任务？")
    assert (answer["intent"], answer["tables"][0]["total"]) == ("units_workload", 27)


@pytest.fixture
def supporting(services):
    """A client over two plans that name supporting units."""
    made = Path(__file__).parents[2] / "corpus" / "made" / "raw"
    with open_client(services.holding(made / "M05.txt", made / "M07.txt")) as found:
        yield found


#: (question, whole beginning of the headline, the tasks that are counted)
SUPPORT = [
    (
        "哪些单位配合云川省市场监督管理局？",
        "云川省市场监督管理局牵头 5 项任务，其中 2 项列有配合单位；配合单位 5 个：",
        ["第1行", "第4行"],
    ),
    (
        "谁支持岚海市市场监督管理局的工作？",
        "岚海市市场监督管理局牵头 4 项任务，其中 3 项列有配合单位；配合单位 4 个：岚海市商务局（2 项）、",
        ["1", "4", "5"],
    ),
    (
        "云川省市场监督管理局配合哪些单位？",
        "云川省市场监督管理局配合 1 项任务，其中 1 项列有牵头单位；牵头单位 2 个：岚江海关（1 项）、渚州海关（1 项）。",
        ["第3行"],
    ),
]


@pytest.mark.parametrize(("question", "headline", "tasks"), SUPPORT, ids=[one[0] for one in SUPPORT])
def test_who_supports_whom(supporting, question, headline, tasks):
    """The units with their tasks, the tasks, and both sides' sentences; the URL gives the same units and figures."""
    answer = supporting.get("/api/v1/ask", params={"q": question, "as_of": "all"}).json()
    assert answer["headline"].startswith(headline)
    of_tasks = next(table for table in answer["tables"] if "的任务" in table["caption"])
    assert [row[0]["text"] for row in of_tasks["rows"]] == tasks
    assert {row["task"] for row in answer["sentences"]} == {row[0]["id"] for row in of_tasks["rows"]}
    assert answer["notes"][0].startswith("只计")
    units = answer["tables"][0]["rows"]
    body = supporting.get(answer["url"]).json()
    role = "lead" if "牵头单位 " in headline else "support"
    assert [(row[0]["id"], row[1]["text"]) for row in units] == [
        (item["organization"], str(item[role])) for item in body["items"]
    ]
    for row in units:
        asked = {"organization": row[0]["id"], "role": role, "as_of": "all", "number": ",".join(tasks)}
        listed = supporting.get("/api/v1/tasks", params=asked).json()["items"]
        assert all(item["title"] in row[2]["text"] for item in listed)


def test_tasks_without_a_lead_are_told_apart(supporting):
    """A unit that is only responsible, with others that support: shown and not counted."""
    answer = supporting.get("/api/v1/ask", params={"q": "岚海市市场监督管理局的配合单位有哪些", "as_of": "all"}).json()
    assert answer["intent"] == "supporters_named"
    assert answer["tables"][-1]["caption"] == "未单列牵头单位、未计入的任务"
    assert answer["tables"][-1]["total"] == 1
    assert any(note.startswith("另有 1 项任务未单列牵头单位") for note in answer["notes"])


def test_who_does_the_supporting_is_told_by_the_order(supporting):
    """The same words in another order are another question; a word that only a unit makes a role stays a topic."""
    for question, intent in (
        ("岚海市商务局配合谁", "supported"),
        ("谁配合岚海市商务局", "supporters"),
        ("岚海市商务局由谁配合", "supporters"),
        ("岚海市商务局配合哪些任务", "unit_role_tasks"),
        ("岚海市商务局的配合单位是谁", "supporters_named"),
    ):
        assert supporting.get("/api/v1/ask", params={"q": question}).json()["intent"] == intent, question
    assert supporting.get("/api/v1/ask", params={"q": "哪些任务涉及资金支持"}).json()["unknown"] == ["资金支持"]


@pytest.fixture
def aged(services):
    """A client over plans of which one repeals another, one has expired, and some say 长期坚持."""
    made = Path(__file__).parents[2] / "corpus" / "made" / "raw"
    names = sorted(made.glob("M*.txt"))
    with open_client(services.holding(*names)) as found:
        yield found


def test_documents_that_ended_are_listed_with_why(aged):
    """As many as REST lists; an expired one says until when."""
    answer = aged.get("/api/v1/ask", params={"q": "哪些文件已经废止？"}).json()
    (table,) = answer["tables"]
    assert table["total"] == aged.get(answer["url"]).json()["total"] > 0
    why = {row[1]["text"]: row[3]["text"] for row in table["rows"]}
    assert any(words.startswith("有效期至 ") for words in why.values())
    valid = aged.get("/api/v1/ask", params={"q": "哪些文件现行有效？"}).json()
    assert valid["tables"][0]["total"] == aged.get(valid["url"]).json()["total"]
    for number, words in why.items():
        one = aged.get("/api/v1/ask", params={"q": f"{number}还有效吗"}).json()
        assert words in one["headline"]
        assert "已失效" in one["headline"] or "已废止" in one["headline"]


def test_a_document_that_is_not_here_is_not_guessed(aged):
    """One that a plan repeals is told so; one that nobody names is not judged."""
    repealed = aged.get("/api/v1/ask", params={"q": "渚政发〔2017〕30号还有效吗？"}).json()
    assert repealed["answered"]
    assert "写明将其废止" in repealed["headline"]
    absent = aged.get("/api/v1/ask", params={"q": "渝府发〔2020〕1号还有效吗"}).json()
    assert not absent["answered"]
    assert absent["headline"].startswith("本库没有读入渝府发〔2020〕1号，也没有文件提到它，不能判断")


def test_tasks_that_are_kept_up_are_those_whose_deadline_says_so(aged):
    """持续推进 as a deadline; as many as the equivalent URL."""
    answer = aged.get("/api/v1/ask", params={"q": "长期坚持的任务有哪些？", "as_of": "all"}).json()
    body = aged.get(answer["url"], params=None).json()
    assert answer["tables"][0]["total"] == body["total"] > 1
    assert all(
        any(sign in item["deadline"] for sign in ("长期", "持续", "常年", "常态", "长效", "滚动"))
        for item in body["items"]
    )


def test_nothing_is_called_a_word_that_the_question_does_not_hold(get, client):
    """Two units whose roles would have to be told apart: said as such, and the question about both is offered first."""
    question = "市场监管局牵头，农业农村委负责的有哪些"
    answer = get("ask", q=question)
    assert not answer["answered"]
    assert answer["headline"] == "没有读懂这个问题；问题里有几个单位分别的角色，请拆开或换一种问法"
    assert answer["suggestions"][0] == "重庆市江北区市场监督管理局和重庆市江北区农业农村委员会共同承担哪些任务？"
    page = client.get("/ask", params={"q": question}).text
    assert "不认识的词" not in page
    assert "问题里有几个单位分别的角色" in page


def test_a_question_about_one_unit_suggests_none_with_another(get):
    """A second unit that nobody named may not be in the documents at all."""
    answer = get("ask", q="财政局是怎么样的")
    assert not answer["answered"]
    assert not [one for one in answer["suggestions"] if "农业农村委" in one]


def test_figures_that_no_open_list_touches_are_not_called_floors(get):
    """市场监管局 leads nine, no list of leads ends in 等: the note about the others says nothing of these."""
    assert not [note for note in get("ask", q="市场监管局牵头哪些任务？")["notes"] if "至少" in note]
    assert [note for note in get("ask", q="市场监管局负责哪些任务？")["notes"] if "责任名单有以“等”结尾" in note]
