"""Who gets in, who does not, and what becomes of what they were doing."""

import pytest
from looking import look
from playwright.sync_api import Page, expect


def test_the_first_log_in_asks_for_a_password_of_ones_own(linli, people, enter):
    made = linli.run("account", "add", "newcomer", "--display-name", "新来的")
    linli.passwords["newcomer"] = made["initialPassword"]
    page = enter()
    page.goto(f"{linli.url}/compounds")
    # Nobody is there: the log-in, and then on to where one wanted to go.
    expect(page).to_have_url(f"{linli.url}/login?next=%2Fcompounds")
    look(page, "login")
    page.get_by_label("登录名").fill("newcomer")
    page.get_by_label("密码").fill("不是这个")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("登录名")).to_have_value("newcomer")
    expect(page.get_by_label("密码")).to_have_value("")
    look(page, "login-refused")
    page.get_by_label("密码").fill(linli.passwords["newcomer"])
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{linli.url}/password")
    look(page, "password-first")
    # Nothing else is open before it is done.
    page.goto(f"{linli.url}/desk")
    expect(page).to_have_url(f"{linli.url}/password")
    page.get_by_label("现在的密码").fill(linli.passwords["newcomer"])
    page.get_by_label("新密码", exact=True).fill("123456789012")
    page.get_by_label("再填一次新密码").fill("123456789012")
    page.get_by_role("button", name="修改密码").click()
    expect(page.locator(".field.wrong .error")).to_be_visible()
    look(page, "password-refused")
    people.choose_password(page, "newcomer")
    expect(page.get_by_role("status")).to_contain_text("密码已修改")
    look(page, "desk-newcomer")


def test_the_session_cookie_is_kept_from_scripts_and_goes_with_the_log_out(linli, enter):
    page = enter("auditor")
    page.goto(f"{linli.url}/desk")
    cookie = next(c for c in page.context.cookies() if c["name"] == "linli_session")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == ""


def test_logging_out_ends_it(linli, people, enter):
    page = enter()
    page.goto(f"{linli.url}/login")
    people.state("auditor")
    people.log_in(page, "auditor")
    expect(page).to_have_url(f"{linli.url}/desk")
    page.locator("details.who summary").click()
    page.get_by_role("button", name="退出登录", exact=True).click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.goto(f"{linli.url}/desk")
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def refused(page: Page, address: str, status: int) -> None:
    answer = page.goto(address)
    assert answer is not None and answer.status == status
    expect(page.locator("h1")).to_be_visible()
    look(page)


def test_a_refused_act_says_so_with_the_way_on(linli, example, enter):
    page = enter("secretary")
    page.goto(example.household("1-1-201"))
    expect(page.get_by_role("link", name="收款", exact=True)).to_have_count(0)
    refused(page, f"{example.household('1-1-201')}/payment", 403)
    refused(page, f"{example.path}/nothing", 404)
    refused(page, f"{linli.url}/compounds/987654", 404)
    page.get_by_role("link", name="小区", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("小区")


def test_a_foreign_compound_is_not_there(linli, enter):
    linli.run("compound", "add", "别家小区", "--county", "建安区")
    other = linli.found("别家小区")
    page = enter("clerk")
    refused(page, other.path, 404)
    refused(page, f"{other.path}/payments", 404)
    expect(page.locator("body")).not_to_contain_text("别家小区")
    page.goto(f"{linli.url}/compounds")
    expect(page.locator("table")).not_to_contain_text("别家小区")


def test_a_session_lost_between_form_and_button(linli, people, enter):
    compound = linli.compound("断线小区", register=True, fee=True)
    linli.bill(compound, "2021-11")
    page = enter("clerk")
    page.goto(f"{compound.household('1-1-101')}/payment")
    page.get_by_label("金额（元）").fill("50.00")
    page.get_by_label("收款方式").select_option(label="现金")
    page.context.clear_cookies(name="linli_session")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("status")).to_contain_text("登录已过期")
    look(page, "login-lost")
    people.log_in(page, "clerk")
    # Back at the form; nothing was taken, and it can be taken now.
    expect(page).to_have_url(f"{compound.household('1-1-101')}/payment")
    page.get_by_label("收款方式").select_option(label="现金")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="确认收款").click()
    expect(page.get_by_role("status")).to_contain_text("已收款 50.00 元")
    page.goto(f"{compound.path}/payments")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_two_tabs(linli, enter):
    compound = linli.compound("两页小区", register=True, fee=True)
    linli.bill(compound, "2021-11")
    one = enter("clerk")
    two = one.context.new_page()
    # The forms of both tabs are good, in whichever order they were opened.
    for page, code in ((one, "1-1-101"), (two, "1-1-101")):
        page.goto(f"{compound.household(code)}/payment")
        expect(page.get_by_label("金额（元）")).to_have_value("50.00")
        page.get_by_label("收款方式").select_option(label="现金")
    for page in (one, two):
        page.get_by_role("button", name="下一步").click()
        expect(page.locator("h1")).to_contain_text("核对收款")
    one.get_by_role("button", name="确认收款").click()
    expect(one.get_by_role("status")).to_contain_text("已收款 50.00 元")
    # The other tab does not know of it: the money is another payment, and goes in advance.
    two.get_by_role("button", name="返回修改").click()
    expect(two.locator("main")).to_contain_text("没有欠费")
    look(two, "payment-nothing-owed")
    two.get_by_role("button", name="下一步").click()
    expect(two.locator("main")).to_contain_text("余 50.00 元作预存")


@pytest.mark.parametrize("name", ["clerk"])
def test_with_the_keyboard_alone(linli, people, enter, name):
    """Logs in and takes a payment without touching anything but keys."""
    people.state(name)
    compound = linli.compound("键盘小区", register=True, fee=True)
    linli.bill(compound, "2021-11")
    page = enter()
    page.goto(f"{compound.household('1-1-101')}/payment")

    def focused() -> str:
        return page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()")

    def tab_to(text: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if focused().startswith(text):
                return
        raise AssertionError(f"{text} cannot be reached with the keyboard")

    tab_to("登录名")
    page.keyboard.type(name)
    tab_to("密码")
    page.keyboard.type(people.passwords[name])
    page.keyboard.press("Enter")
    page.wait_for_url("**/payment")
    page.keyboard.press("Tab")
    assert focused() == "跳到正文"
    page.keyboard.press("Enter")
    tab_to("金额")
    page.keyboard.press("Control+A")
    page.keyboard.type("20")
    tab_to("收款方式")
    page.keyboard.press("ArrowDown")
    tab_to("下一步")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("核对收款")
    tab_to("确认收款")
    assert page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已收款 20.00 元")
