"""(name, place, year) → organisation, with the reason; and the questions that are raised instead of guesses."""

from __future__ import annotations

import pytest

from ingest.divisions import nation
from ingest.ids import stable_id
from ingest.jurisdiction import jurisdiction_of
from ingest.organizations import Namer
from ingest.recognition import Recognizer


@pytest.fixture
def meant(lexicon, tokenizer):
    """The organisation that a name means in a plan of a place and a year."""

    def organization(name: str, place: str, year: int | None = 2023):
        seat = nation() if place == "全国" else jurisdiction_of(f"{place}人民政府", lexicon, year)
        return Namer(seat if place else None, Recognizer(tokenizer, lexicon), year, "d").organization(name)

    return organization


@pytest.mark.parametrize(
    "name", ["区市场监管局", "市场监管局", "市场监督管理局", "江北区市场监管局", "重庆市江北区市场监督管理局", "市监局"]
)
def test_one_body_many_names(meant, name):
    """All of them are one body in 重庆市江北区, and another one in 宁波市江北区."""
    ours, theirs = meant(name, "重庆市江北区"), meant(name.removeprefix("重庆市"), "宁波市江北区")
    assert ours.name == "重庆市江北区市场监督管理局"
    assert theirs.name == "宁波市江北区市场监督管理局"
    assert ours.id != theirs.id
    assert ours.id == meant("区市场监管局", "重庆市江北区").id


@pytest.mark.parametrize(
    ("name", "place", "full", "rule"),
    [
        # another level stays that level's
        ("市市场监管局", "重庆市江北区", "重庆市市场监督管理局", "register.above"),
        ("市财政局", "宁波市江北区", "宁波市财政局", "register.above"),
        ("省科技厅", "宁波市江北区", "浙江省科学技术厅", "register.above"),
        ("市场监管总局", "重庆市江北区", "国家市场监督管理总局", "register.nation"),
        ("国家税务总局江北区税务局", "重庆市江北区", "重庆市江北区税务局", "register.system"),
        ("市税务局", "重庆市江北区", "重庆市税务局", "register.above"),
        ("江苏证监局", "江苏省", "中国证券监督管理委员会江苏监管局", "register.system"),
        ("证监会江苏监管局", "南京市", "中国证券监督管理委员会江苏监管局", "register.system"),
        ("人行南京中心支行", "江苏省", "中国人民银行南京中心支行", "register.system"),
        ("重庆气象局", "重庆市", "重庆市气象局", "register.place"),
        ("市公安局江北区分局", "重庆市江北区", "重庆市江北区公安分局", "register.system"),
        ("昆山市政府", "江苏省", "苏州市昆山市人民政府", "register.place"),
        ("杭州市", "浙江省", "杭州市人民政府", "register.place"),
        ("西咸新区管委会", "陕西省", "西咸新区管理委员会", "register.place"),
        ("发展改革委", "全国", "国家发展和改革委员会", "register.issuer"),
        ("统计局", "全国", "国家统计局", "register.issuer"),
        # its own level in every guise
        ("市政府国资委", "苏州市", "苏州市国有资产监督管理委员会", "register.prefix"),
        ("省政府办公厅", "江苏省", "江苏省人民政府办公厅", "register.prefix"),
        ("市委组织部", "重庆市江北区", "重庆市委组织部", "register.above"),
        ("区委网信办", "重庆市江北区", "重庆市江北区委网络安全和信息化委员会办公室", "register.prefix"),
        ("市财政局", "苏州市昆山市", "苏州市昆山市财政局", "register.prefix"),
        ("区经委", "上海市青浦区", "上海市青浦区经济委员会", "register.prefix"),
        ("区经委", "重庆市江北区", "重庆市江北区经济和信息化委员会", "register.prefix"),
        ("复盛镇", "重庆市江北区", "重庆市江北区复盛镇人民政府", "register.town"),
        # what the register lacks
        ("区公共交易中心", "重庆市江北区", "重庆市江北区公共交易中心", "suffix.prefix"),
        ("重庆港城管委会", "重庆市江北区", "重庆港城管委会", "own-name"),
        ("区云雾局", "重庆市江北区", "重庆市江北区云雾局", "suffix.prefix"),
        # places that no table has
        ("区市场监管局", "云川市澄湖区", "云川市澄湖区市场监督管理局", "register.prefix"),
        ("市财政局", "云川市澄湖区", "云川市财政局", "register.above"),
        ("云川高新区管委会", "云川市", "云川市高新技术产业开发区管理委员会", "register.place"),
        ("澄湖示范区管委会", "云川市", "澄湖示范区管理委员会", "register.zone"),
    ],
)
def test_names_resolve(meant, name, place, full, rule):
    unit = meant(name, place)
    assert (unit.name, unit.rule) == (full, rule)
    assert unit.registered is rule.startswith("register")


def test_ids_are_of_the_place_and_the_canonical_name(meant):
    """As they have always been: a link to a body outlives a longer register."""
    assert meant("区市监局", "重庆市江北区").id == stable_id("o", "重庆市江北区", "重庆市江北区市场监督管理局")
    assert meant("商务部", "全国").id == stable_id("o", "全国", "商务部")


@pytest.mark.parametrize(
    ("name", "place", "superior"),
    [
        ("区市场监管局", "重庆市江北区", "重庆市市场监督管理局"),
        ("区市场监管局", "宁波市江北区", "宁波市市场监督管理局"),
        ("市市场监管局", "宁波市", "浙江省市场监督管理局"),
        ("省市场监管局", "浙江省", "国家市场监督管理总局"),
        ("区科技局", "南京市鼓楼区", "南京市科学技术局"),
        ("市科技局", "南京市", "江苏省科学技术厅"),
        ("省科技厅", "江苏省", "科学技术部"),
        ("区科委", "上海市青浦区", "上海市科学技术委员会"),
        ("区政府", "重庆市江北区", "重庆市人民政府"),
        ("江苏证监局", "江苏省", "中国证券监督管理委员会"),
        ("区市场监管局", "云川市澄湖区", "云川市市场监督管理局"),
        ("区云雾局", "重庆市江北区", None),
    ],
)
def test_the_superior_in_line(meant, name, place, superior):
    """Known by id, whether that body is in the graph or not: the same id as where it is named."""
    unit = meant(name, place)
    assert unit.superior_name == superior
    if superior and "南京" not in superior:
        above = {"重庆市市场监督管理局": ("市场监管局", "重庆市"), "浙江省市场监督管理局": ("市场监管局", "浙江省")}
        if superior in above:
            assert unit.superior == meant(*above[superior]).id


@pytest.mark.parametrize(
    ("name", "place", "year", "full", "successor"),
    [
        ("区环保局", "重庆市江北区", 2016, "重庆市江北区环境保护局", "重庆市江北区生态环境局"),
        ("区环保局", "重庆市江北区", 2023, "重庆市江北区生态环境局", None),
        ("区工商局", "重庆市江北区", 2015, "重庆市江北区工商行政管理局", "重庆市江北区市场监督管理局"),
        ("银保监会", "全国", 2020, "中国银行保险监督管理委员会", "国家金融监督管理总局"),
        ("区国土资源局", "重庆市江北区", 2016, "重庆市江北区国土资源局", None),  # three names are usual
        ("区财政局", "重庆市万盛区", 2010, "重庆市万盛区财政局", "重庆市綦江区财政局"),
        ("区财政局", "重庆市江北区", 2023, "重庆市江北区财政局", None),
    ],
)
def test_renamed_bodies(meant, name, place, year, full, successor):
    """They keep the name of their time and carry what took their place."""
    unit = meant(name, place, year)
    assert (unit.name, unit.successor_name) == (full, successor)
    assert (unit.successor is None) is (successor is None)


def test_an_office_belongs_to_its_bureau(meant, read):
    """区建发局商务处: the bureau is a body too, also where nothing else names it."""
    text = "重庆市江北区人民政府关于做好工作的通知\n一、工作\n1.做好事情。（责任单位：区建发局商务处）\n"
    found = {unit.name: unit for unit in read(text).organizations}
    office = found["重庆市江北区建设发展局商务处"]
    assert office.belongs_to == found["重庆市江北区建设发展局"].id == meant("区建发局", "重庆市江北区").id


def test_what_has_no_place_is_of_its_document(lexicon, tokenizer):
    """市财政局 of two texts without a place are two bodies."""
    one, other = (
        Namer(None, Recognizer(tokenizer, lexicon), None, scope).organization("市财政局") for scope in ("a", "b")
    )
    assert one.name == other.name == "市财政局"
    assert one.id != other.id


@pytest.mark.parametrize("name", ["省财政厅", "市财政局", "质监局", "区教委", "鼓楼区教育局", "王小明", "各有关部门"])
@pytest.mark.parametrize("place", ["重庆市江北区", "全国", ""])
def test_what_one_plan_found_out_changes_no_other(lexicon, tokenizer, place, name):
    """A plan read after another of its government and year says the same, questions and all, as if read first."""
    seat = jurisdiction_of(f"{place}人民政府", lexicon, 2023) if place.endswith("区") else nation() if place else None
    known = Recognizer(tokenizer, lexicon)
    said = []
    for namer in (
        Namer(seat, known, 2023, "a"),
        Namer(seat, known, 2023, "b"),
        Namer(seat, Recognizer(tokenizer, lexicon), 2023, "b"),
    ):
        said.append((namer.organization(name), namer.resolver.doubts))
    assert said[1] == said[2]


def test_courts_and_congresses_are_not_inspected(meant):
    """督查对象: 人大, 政协, courts and procuratorates are none; companies and committees 待核."""
    names = ["区法院", "区检察院", "区人大常委会", "区政协", "区城投公司", "区经开区管委会", "区财政局"]
    assert [meant(name, "重庆市江北区").inspected for name in names] == [*["no"] * 4, *["check"] * 2, "yes"]


PLAN = "{head}\n一、工作\n1.做好事情。（责任单位：{units}）\n2.办好事情。（责任单位：{units}）\n"


@pytest.mark.parametrize(
    ("units", "head", "kind", "words"),
    [
        ("区财政局、市市场监管局", "重庆市江北区人民政府关于做好工作的通知", "other-level", "重庆市市场监督管理局"),
        ("区财政局", "重庆市人民政府关于做好工作的通知", "level-unclear", "区财政局"),
        ("区商务局、区商务委", "重庆市江北区人民政府关于做好工作的通知", "same-function", "区商务局 / 区商务委"),
        (
            "区环保局",
            "重庆市江北区人民政府关于做好工作的通知\n江北府发〔2023〕32号",
            "renamed",
            "现为生态环境局",
        ),
        ("区财政局", "江北区人民政府关于做好工作的通知", "jurisdiction-undecided", "宁波市江北区 / 重庆市江北区"),
        ("鼓楼区政府", "中央办公厅关于做好工作的通知", "place-unclear", "福州市鼓楼区"),
        (
            "云川高新区、市财政局、云川高新区管委会",
            "云川市人民政府关于做好工作的通知",
            "near-duplicate",
            "云川高新区 / ",
        ),
    ],
)
def test_questions(read, units, head, kind, words):
    """Each with its place in the text and a score."""
    found = read(PLAN.format(head=head, units=units))
    (finding,) = [one for one in found.findings if one.kind == kind]
    assert words in finding.message
    assert finding.score > 0
    assert finding.span is not None


def test_no_question_where_all_is_plain(read):
    """Bodies of the plan's own level raise none."""
    head = "重庆市江北区人民政府关于做好工作的通知\n江北府发〔2023〕32号"
    found = read(PLAN.format(head=head, units="区财政局、区市场监管局、区法院、各镇街、复盛镇"))
    assert [finding.kind for finding in found.findings] == []


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("重庆市江北区人民政府关于做好工作的通知\n", "重庆市江北区", "jurisdiction.issuer"),
        ("江北区人民政府关于做好工作的通知\n渝江北府发〔2023〕3号\n", "重庆市江北区", "jurisdiction.issuer.hint"),
        ("江北区人民政府关于做好工作的通知\n\n一、工作\n按照宁波市部署\n", "宁波市江北区", "jurisdiction.issuer.hint"),
        ("江北区人民政府关于做好工作的通知\n", "江北区", "jurisdiction.undecided"),
        ("渝府办发〔2023〕3号\n关于做好工作的通知\n", "重庆市", "jurisdiction.number"),
        ("浙江省人工智能任务清单\n", "浙江省", "jurisdiction.title"),
        ("关于印发《青浦区行动方案》的通知\n", "上海市青浦区", "jurisdiction.title"),
        ("平潭综合实验区管委会印发方案的通知\n", "平潭综合实验区", "jurisdiction.title"),
        ("云川市澄湖区人民政府关于做好工作的通知\n", "云川市澄湖区", "jurisdiction.issuer"),
        ("国务院关于做好工作的通知\n", "全国", "jurisdiction.issuer"),
        ("广州市人民政府办公厅关于做好工作的通知\n", "广州市", "jurisdiction.issuer"),
    ],
)
def test_the_place_of_a_document(read, text, name, rule):
    """From letterhead, number or title, with the reason."""
    document = read(f"{text}\n一、工作\n1.做好事情。（责任单位：区教委）\n").document
    assert document.jurisdiction.name == name
    (fact,) = [fact for fact in document.facts if fact.field == "jurisdiction"]
    assert fact.rule == rule


def test_a_place_merged_away_keeps_its_plans(read):
    """A plan of 重庆市万盛区 of 2010 is that place's; the place says what took it over."""
    place = read("重庆市万盛区人民政府关于做好工作的通知\n\n一、工作\n2010年3月1日\n").document.jurisdiction
    assert (place.name, place.until, place.successor) == ("重庆市万盛区", 2011, "重庆市綦江区")


@pytest.mark.parametrize(
    ("issuer", "place", "superior"),
    [
        ("中共重庆市江北区委办公室", "重庆市江北区", "重庆市"),
        ("中共青枫县委青枫县人民政府", "青枫县", None),
        ("中国共产党浙江省委员会", "浙江省", None),
        ("中共中央办公厅", "全国", None),
        ("岚江市澄湖区安全生产委员会", "岚江市澄湖区", "岚江市"),
        ("岚江市社区建设领导小组", "岚江市", None),
        ("岚江市城区防汛抗旱指挥部", "岚江市", None),
    ],
)
def test_the_place_of_an_issuer(issuer, place, superior, lexicon):
    """A party committee's place is the government's; a committee of a district governs the district."""
    found = jurisdiction_of(issuer, lexicon)
    assert (found.name, found.superior) == (place, superior)


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("中共合川区委合川区人民政府", "重庆市合川区"),
        ("中共重庆市合川区委重庆市合川区人民政府", "重庆市合川区"),
        ("中共浙江省委浙江省人民政府", "浙江省"),
        ("中共重庆市委办公厅", "重庆市"),
        ("中共青枫县委青枫县人民政府", "青枫县"),
        ("共青团重庆市委", "重庆市"),
        ("中共中央办公厅", "全国"),
        ("教育部等六部门", "全国"),
        ("工业和信息化部办公厅国家数据局综合司", "全国"),
        ("岚江市江左区人民政府", "岚江市江左区"),
    ],
)
def test_the_place_of_a_joint_or_party_letterhead(lexicon, issuer, place):
    """A committee of the party speaks for its place, a ministry for the nation."""
    found = jurisdiction_of(issuer, lexicon)
    assert found is not None
    assert found.name == place


def test_a_word_that_begins_like_a_ministry_is_none(lexicon):
    """The words of a ministry within another word."""
    assert jurisdiction_of("教育部门", lexicon) is None


def test_a_number_is_no_part_of_a_title(read):
    """Nor is who signs beside it."""
    head = "云交投〔2024〕55号　　　　签发人：梁栋\n\n关于印发《工作要点》的通知\n\n各部室：\n\n"
    text = head + "一、目标\n1.甲。（牵头单位：市财政局）\n"
    assert read(text).document.title == "关于印发《工作要点》的通知"


@pytest.mark.parametrize("title", ["中国人民银行某某分行关于做好工作的通知", "关于印发教育部计划的通知"])
def test_what_only_names_a_ministry_is_not_of_the_nation(title, lexicon):
    """A branch of it, or a plan of it that another hands on."""
    assert jurisdiction_of(title, lexicon) is None


def test_a_superior_in_a_text_of_no_known_day(read):
    """云川省自然资源厅 answers to the ministry of today, as it does in the texts that say their day."""
    undated = "云川省人民政府关于做好工作的通知\n\n一、工作\n1.做好事情。（责任单位：省自然资源厅）\n"
    dated = undated + "\n云川省人民政府\n2023年5月6日\n"
    for text in (undated, dated):
        unit = next(unit for unit in read(text).organizations if unit.name == "云川省自然资源厅")
        assert unit.superior_name == "自然资源部"
