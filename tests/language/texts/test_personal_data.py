"""Personal data is found and struck out; what only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import Unsupported
from parley.language.pii.checks import is_chinese_id, is_credit_card, is_iban
from parley.language.pii.finding import every, personal

ENGLISH = (
    "I am John Smith, SSN 859-98-0987, card 4111 1111 1111 1111, IBAN GB82 WEST 1234 5698 7654 32. "
    "I live at 123 Main Street, Springfield, IL 62704. Call (425) 555-0123, passport 123456789."
)
CHINESE = (
    "我叫李伟，身份证号11010519491231002X，手机13912345678，住在北京市朝阳区建国路88号3单元502室，"
    "护照E12345678，邮箱li@qq.com。"
)


def found(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.category) for one in personal(text, language).found]


def test_english() -> None:
    assert set(found(ENGLISH, "en")) >= {
        ("John Smith", "Person"),
        ("859-98-0987", "USSocialSecurityNumber"),
        ("4111 1111 1111 1111", "CreditCardNumber"),
        ("GB82 WEST 1234 5698 7654 32", "InternationalBankingAccountNumber"),
        ("123 Main Street, Springfield, IL 62704", "Address"),
        ("(425) 555-0123", "PhoneNumber"),
        ("123456789", "USUKPassportNumber"),
    }


def test_chinese() -> None:
    assert found(CHINESE, "zh") == [
        ("李伟", "Person"),
        ("11010519491231002X", "ChinaResidentIdentityCardNumber"),
        ("13912345678", "PhoneNumber"),
        ("北京市朝阳区建国路88号3单元502室", "Address"),
        ("E12345678", "ChinaPassportNumber"),
        ("li@qq.com", "Email"),
    ]


def test_it_is_struck_out_character_by_character() -> None:
    assert personal("我叫李伟，手机13912345678。", "zh").text == "我叫**，手机***********。"


@pytest.mark.parametrize(
    "number",
    [
        "4111 1111 1111 1112",  # a wrong check digit
        "1234567890123456",
        "110105194912310021",
        "11010519491331002X",  # there is no 13th month
        "GB82 WEST 1234 5698 7654 33",
        "000-12-3456",
        "666-12-3456",
        "900-12-3456",
    ],
)
def test_wrong_numbers_are_none(number: str) -> None:
    numbers = {
        "CreditCardNumber",
        "ChinaResidentIdentityCardNumber",
        "InternationalBankingAccountNumber",
        "USSocialSecurityNumber",
    }
    assert not numbers & {category for _, category in found(f"The number {number} it is.", "en")}


def test_a_number_that_needs_its_word() -> None:
    assert not found("Order 123456789 is on its way.", "en")
    assert found("Her passport is 123456789.", "en") == [("123456789", "USUKPassportNumber")]


@pytest.mark.parametrize(
    ("text", "language", "what", "category"),
    [
        ("Send it to 854 Hodges Causeway, North Kay, MO 79134 today.", "en",
         "854 Hodges Causeway, North Kay, MO 79134", "Address"),
        ("Please call 3474405057 after six.", "en", "3474405057", "PhoneNumber"),
        ("Her card is 502039624593.", "en", "502039624593", "CreditCardNumber"),
        ("您好，我叫康淑英，谢谢。", "zh", "康淑英", "Person"),
        ("姓名：曾飞", "zh", "曾飞", "Person"),
        ("我的信息是云南省荆门县清河陈街W座。", "zh", "云南省荆门县清河陈街W座", "Address"),
        ("我家住在上海市浦东新区世纪大道100号。", "zh", "上海市浦东新区世纪大道100号", "Address"),
    ],
)  # fmt: skip
def test_what_was_missed_once(text: str, language: str, what: str, category: str) -> None:
    assert (what, category) in found(text, language)


def test_words_that_look_like_names_stay() -> None:
    assert found("谢谢，请平安到家。", "zh") == []


def test_only_what_is_asked_for() -> None:
    told = personal(ENGLISH, "en", ["PhoneNumber"])
    assert [one.category for one in told.found] == ["PhoneNumber"]
    assert "John Smith" in told.text and "555-0123" not in told.text


def test_organisations_are_not_personal_in_a_patient_s_file() -> None:
    text = "Microsoft employs John Smith."
    assert ("Microsoft", "Organization") in found(text, "en")
    assert "Microsoft" in personal(text, "en", health=True).text
    assert "John" not in personal(text, "en", health=True).text


def test_other_languages_are_not_guessed_at() -> None:
    with pytest.raises(Unsupported):
        personal("Ich heiße Anna.", "de")


@given(st.text(max_size=300), st.sampled_from(("en", "zh")))
def test_the_text_stays_as_long_and_only_finds_are_struck_out(text: str, language: str) -> None:
    told = personal(text, language)
    assert len(told.text) == len(text)
    struck = {at for one in told.found for at in range(one.start, one.end)}
    assert all(told.text[at] == ("*" if at in struck else char) for at, char in enumerate(text))
    assert {one.category for one in told.found} <= every()


@given(st.text(alphabet="0123456789 -X", min_size=18, max_size=24))
def test_checks_take_any_digits(text: str) -> None:
    is_credit_card(text)
    is_iban("GB" + text)
    digits = "".join(filter(str.isdigit, text)).ljust(17, "1")[:17] + "X"
    is_chinese_id(digits)
