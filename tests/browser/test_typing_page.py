"""The keyboard of the page: touched, swiped, and typed with real keys, under every text box."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from accessible import shuts_nobody_out
from home_page import DESK, button, look, wait_for_title
from people import Person
from talk_page import PATIENCE, PHONE
from typing_api import TypingApi

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]
BOX = ".typing-try textarea"


def opened(visit: Visit, person: Person, language: str = "en-GB", **how: Any) -> tuple[Page, TypingApi]:
    """The keyboard's page with the keyboard shown, before a server that is known."""
    page, api = visit(person, "#/notes", language=language, **how), TypingApi()
    page.locator(".page-head").wait_for(timeout=PATIENCE)
    api.stands_before(page)
    page.evaluate("() => localStorage.setItem('parley.keyboard', 'on')")
    page.reload()
    page.evaluate("() => { location.hash = '#/typing' }")
    page.locator(BOX).click()
    page.locator(".keyboard").wait_for()
    until(page, lambda: bool(api.started))
    return page, api


def until(page: Page, happened: Callable[[], bool]) -> None:
    """Wait for something that the page does not show."""
    for _ in range(200):
        if happened():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not happen")


def key(page: Page, name: str) -> Any:
    return page.locator(f'.keyboard [data-key="{name}"]')


def taps(page: Page, letters: str) -> None:
    for each in letters:
        key(page, "space-" if each == " " else each).click()


def text(page: Page) -> str:
    return page.locator(BOX).input_value()


def has(page: Page, wanted: str) -> None:
    page.wait_for_function("([box, text]) => document.querySelector(box).value === text", arg=[BOX, wanted])


def candidate(page: Page, name: str) -> Any:
    return page.locator(".candidate", has_text=name).first


def test_pinyin_is_composed_above_the_keys_and_chosen_part_by_part(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), "zh-CN", size=PHONE)
    taps(page, "woyaoqu")
    page.locator(".preedit", has_text="wo yao qu").wait_for()
    assert text(page) == ""
    candidate(page, "窝").click()
    page.locator(".preedit", has_text="窝yao").wait_for()
    candidate(page, "药").click()
    candidate(page, "去").click()
    has(page, "窝药去")
    until(page, lambda: bool(api.committed))
    learned = api.committed[-1]
    assert (learned["text"], learned["typed"], learned["words"]) == ("窝药去", "woyaoqu", ["窝", "药", "去"])
    assert learned["reading"] == "wo yao qu"
    candidate(page, "吗").click()
    has(page, "窝药去吗")
    taps(page, "wo")
    candidate(page, "我").wait_for()
    key(page, "back-").click()
    key(page, "back-").click()
    assert page.locator(".preedit").count() == 0
    key(page, "back-").click()
    has(page, "窝药去")
    look(page, "typing-zh")


def test_english_is_completed_corrected_and_set_back_with_one_key(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), size=PHONE)
    taps(page, "hel")
    has(page, "Hel")
    candidate(page, "hello").click()
    has(page, "hello ")
    taps(page, "teh")
    page.locator(".candidate[data-auto]").wait_for()
    taps(page, " ")
    has(page, "hello the ")
    page.locator(".undo", has_text="teh").wait_for()
    look(page, "typing-en")
    key(page, "back-").click()
    has(page, "hello teh")
    until(page, lambda: any(each.get("insisted") for each in api.committed))
    taps(page, " ")
    has(page, "hello teh ")
    assert page.locator(BOX).evaluate("each => each === document.activeElement")


def test_a_word_is_drawn_over_the_letters_and_another_put_in_its_place(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), size=PHONE)
    places = [key(page, each).bounding_box() for each in "helo"]
    spots = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in places]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for x, y in spots[1:]:
        page.mouse.move(x, y, steps=8)
    look(page, "typing-swipe", [("phone", PHONE, "light")])
    page.mouse.up()
    has(page, "Hello")
    path = api.asked[-1]["path"]
    assert [round(each, 1) for each in path[0][:2]] == [5.5, 1.0]
    assert [round(each, 1) for each in path[-1][:2]] == [8.0, 0.0]
    candidate(page, "hero").click()
    has(page, "hero ")
    key(page, "e").hover()
    page.mouse.down()
    page.locator(".key-options").wait_for()
    page.mouse.up()
    has(page, "hero e")


def test_a_real_keyboard_composes_chooses_by_number_and_turns_pages(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "zh-CN", size=DESK)
    page.keyboard.type("shi")
    page.locator(".candidate", has_text="是").wait_for()
    assert page.locator(".candidates li").count() == 9
    page.keyboard.press("=")
    page.locator(".candidate", has_text="石").wait_for()
    look(page, "typing-pages", [("desk", DESK, "light")])
    page.keyboard.press("2")
    has(page, "师")
    page.keyboard.type("nihao")
    page.keyboard.press("Space")
    has(page, "师你好")
    page.keyboard.press(",")
    has(page, "师你好，")
    page.keyboard.press("Shift")
    page.locator('[data-key="language-"]', has_text="En").wait_for()
    page.keyboard.type("ok ")
    has(page, "师你好，ok ")
    page.keyboard.press("Shift")
    page.keyboard.type("wo")
    page.locator(".preedit").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".preedit").count() == 0
    page.keyboard.type("wo")
    page.keyboard.press("Enter")
    has(page, "师你好，ok wo")
    page.keyboard.press("Control+z")
    page.wait_for_function("box => !document.querySelector(box).value.endsWith('wo')", arg=BOX)


def test_it_comes_up_in_every_text_box_also_over_a_sheet_and_makes_room(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), size=PHONE)
    page.evaluate("() => { location.hash = '#/reminders' }")
    wait_for_title(page, "Reminders")
    page.locator(".page-head").click()
    assert page.locator(".keyboard").count() == 0
    page.get_by_role("button", name="New reminder").first.click()
    field = page.locator("dialog input[type=text], dialog input:not([type])").first
    field.click()
    page.locator("dialog .keyboard").wait_for()
    taps(page, "hello")
    page.wait_for_function("() => document.querySelector('dialog input').value === 'Hello'")
    keyboard, box = page.locator(".keyboard").bounding_box(), field.bounding_box()
    assert keyboard is not None and box is not None
    assert box["y"] + box["height"] <= keyboard["y"]
    look(page, "typing-sheet", [("phone", PHONE, "light"), ("desk", DESK, "dark")])


def test_a_password_is_typed_key_by_key_and_nobody_hears_of_it(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), size=PHONE)
    page.evaluate("() => { location.hash = '#/security' }")
    wait_for_title(page, "Sign")
    button(page, "Set up").first.click()
    field = page.locator("input[type=password]").first
    field.click()
    page.locator(".keyboard").wait_for()
    asked = len(api.asked)
    taps(page, "teh sesame")
    page.wait_for_function("() => document.querySelector('input[type=password]').value === 'teh sesame'")
    assert page.locator(".candidate").count() == 0
    assert (len(api.asked), api.committed) == (asked, [])


def test_what_was_typed_while_the_server_was_away_is_learned_later(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), size=PHONE)
    api.goes_away()
    page.locator(".alone").wait_for()
    taps(page, "parley ")
    has(page, "Parley ")
    api.away = False
    until(page, lambda: len(api.later) > 0)
    assert api.later[0]["words"] == ["Parley"]
    taps(page, "hel")
    candidate(page, "hello").wait_for()


def test_settings_are_kept_and_told_to_the_server(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), size=PHONE)
    button(page, "Keyboard settings").click()
    page.get_by_role("switch", name="Suggest emoji").last.click()
    until(page, lambda: api.started[-1]["emoji"] is False)
    look(page, "typing-settings", [("phone", PHONE, "light")])
    button(page, "Back to the keys").click()
    key(page, "layer-numbers").click()
    look(page, "typing-numbers", [("phone", PHONE, "dark")])
    key(page, "emoji-").click()
    look(page, "typing-emoji", [("phone", PHONE, "light")])
    button(page, "😀").click()
    has(page, "😀")
    button(page, "Back to the keys").click()
    button(page, "Hide the keyboard").last.click()
    page.locator(".keyboard").wait_for(state="detached")
    page.get_by_label("Pinyin", exact=True).select_option("microsoft")
    button(page, "z = zh").click()
    page.get_by_role("switch", name="Traditional characters").click()
    page.reload()
    page.locator(".typing-try").wait_for()
    kept = page.evaluate("() => JSON.parse(localStorage.getItem('parley.keyboard.wishes'))")
    assert (kept["scheme"], kept["fuzzy"], kept["script"]) == ("microsoft", ["z-zh"], "hant")
    look(page, "typing-page")


def test_learned_words_are_seen_found_forgotten_and_brought_along(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), "zh-CN")
    used = page.evaluate("() => Date.now() / 1000 - 7200")
    api.words = [
        {
            "text": "吴伟楠",
            "language": "zh",
            "reading": "wu wei nan",
            "weight": 3.0,
            "used": used,
            "kept": False,
        },
        {"text": "帕楼", "language": "zh", "reading": "pa lou", "weight": 1.0, "used": 0, "kept": False},
        {"text": "Kubernetes", "language": "en", "reading": "", "weight": 2.0, "used": used, "kept": True},
    ]
    page.evaluate("() => { location.hash = '#/data' }")
    page.get_by_role("link", name="学会的词").click()
    page.locator(".row", has_text="吴伟楠").wait_for()
    look(page, "typing-words")
    shuts_nobody_out(page, "learned words")
    page.get_by_placeholder("查找词语").fill("palou")
    page.locator(".row", has_text="吴伟楠").wait_for(state="detached")
    page.get_by_role("button", name="忘掉“帕楼”").click()
    page.locator(".toast", has_text="帕楼").wait_for()
    assert [each["text"] for each in api.words] == ["吴伟楠", "Kubernetes"]
    page.get_by_role("button", name="英语").click()
    page.locator(".row", has_text="Kubernetes").wait_for()
    page.get_by_role("button", name="导入").click()
    page.get_by_label("来源").select_option("rime")
    page.get_by_label("文件").set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}])
    look(page, "typing-import", [("phone", PHONE, "light")])
    page.locator("dialog button[type=submit]").click()
    page.locator(".toast", has_text="已导入：3").wait_for()
    assert api.imported == [("format=rime&language=en", b"x")]
    page.get_by_role("button", name="全部忘掉").click()
    page.locator("dialog .danger").click()
    page.locator(".empty", has_text="还没有学到新词").wait_for()


def test_the_keyboard_shuts_nobody_out(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "zh-CN", size=PHONE)
    taps(page, "woyao")
    candidate(page, "我").wait_for()
    shuts_nobody_out(page, "pinyin")
    page.emulate_media(color_scheme="dark")
    shuts_nobody_out(page, "pinyin, dark")
    page.get_by_role("button", name="全部候选词").click()
    look(page, "typing-all", [("phone", PHONE, "light")])
    shuts_nobody_out(page, "all candidates")
    # By other means than fingers and the mouse, such as a screen reader's.
    page.get_by_role("button", name="全部候选词").click()
    page.locator('[data-key="l"]').evaluate("each => each.click()")
    page.locator(".preedit", has_text="l").wait_for()


def test_the_talk_makes_room_for_it_also_on_a_phone_that_lies_on_its_side(
    visit: Visit, owner: Person
) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "zh-CN", size=PHONE)
    page.evaluate("() => { location.hash = '#/' }")
    page.locator(".composer input").click()
    taps(page, "nihao")
    candidate(page, "你好").click()
    page.wait_for_function("() => document.querySelector('.composer input').value === '你好'")
    side: Any = {"width": 844, "height": 390}
    look(page, "typing-talk", [("phone", PHONE, "light"), ("side", side, "dark"), ("desk", DESK, "light")])
    box, keyboard = page.locator(".composer").bounding_box(), page.locator(".keyboard").bounding_box()
    assert box is not None and keyboard is not None
    assert box["y"] + box["height"] <= keyboard["y"]
    key(page, "enter-").click()
    page.locator(".heard", has_text="你好").wait_for(timeout=PATIENCE)
