"""What a resident does: opens the link on the paper bill, or types the access code."""

from urllib.parse import urlparse

from looking import overflow, serious
from playwright.sync_api import Page, expect


def test_the_link_leads_to_the_sheet(linli, page: Page):
    answer = page.goto(linli.link("1-1-102")["link"])
    assert answer is not None and answer.status == 200
    # The secret does not stay in the address.
    assert urlparse(page.url).path == "/me"
    body = page.locator("body")
    expect(body).to_contain_text("文宴雅居")
    # Billed 50.00, paid 30.00.
    expect(body).to_contain_text("20")
    expect(body).to_contain_text("2021年11月")
    expect(body).to_contain_text("业主委员会")
    expect(body).to_contain_text("据原记录")
    expect(body).to_contain_text("许建政协〔2021〕13号")
    # 朱华 is shown to nobody who merely holds the paper.
    expect(body).not_to_contain_text("朱华")
    assert serious(page) == []
    assert overflow(page) <= 0


def test_the_cookie_is_kept_from_scripts(linli, page: Page):
    page.goto(linli.link("1-1-102")["link"])
    cookie = page.context.cookies()[0]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == ""


def test_the_access_code_opens_the_same_sheet(linli, page: Page):
    code = linli.link("1-1-201")["accessCode"]
    page.goto(linli.url)
    assert serious(page) == []
    assert overflow(page) <= 0
    fields = page.locator("form input:not([type=checkbox]):not([type=hidden])")
    for field, text in zip(fields.all(), ["文宴雅居", "1号楼1单元201室", code.lower()]):
        field.fill(text)
    page.locator("form button[type=submit]").click()
    expect(page).to_have_url(f"{linli.url}/me")
    # Nothing owed, 70.00 ahead.
    expect(page.locator("body")).to_contain_text("70")
    expect(page.locator("body")).to_contain_text("2021-000003")


def test_a_wrong_code_says_what_to_do_and_nothing_more(linli, page: Page):
    page.goto(linli.url)
    fields = page.locator("form input:not([type=checkbox]):not([type=hidden])")
    for field, text in zip(fields.all(), ["文宴雅居", "1-1-302", "000000000000"]):
        field.fill(text)
    page.locator("form button[type=submit]").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.context.cookies() == []
    assert serious(page) == []


def test_leaving_takes_the_cookie_away(linli, page: Page):
    page.goto(linli.link("1-1-102")["link"])
    page.get_by_role("button", name="退出").click()
    assert page.context.cookies() == []
    page.goto(f"{linli.url}/me")
    expect(page.locator("body")).not_to_contain_text("2021年11月")


def test_a_revoked_link_shows_nothing(linli, page: Page):
    link = linli.link("1-1-401")["link"]
    linli.run("household", "link", "1-1-401", "--compound", "文宴雅居", "--revoke")
    answer = page.goto(link)
    assert answer is not None and answer.status == 404
    expect(page.locator("body")).not_to_contain_text("1号楼1单元401室")
    assert serious(page) == []


def test_the_sheet_is_read_with_the_keyboard(linli, page: Page):
    page.goto(linli.link("1-1-102")["link"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "跳到正文"
