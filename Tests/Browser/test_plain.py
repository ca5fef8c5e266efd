"""The same without any script."""

from playwright.sync_api import expect


def test_the_main_flows_need_no_script(linli, people, enter):
    compound = linli.compound("无脚本小区", register=True, fee=True)
    people.state("clerk")
    page = enter(java_script_enabled=False)
    page.goto(f"{compound.path}/bills")
    people.log_in(page, "clerk")
    expect(page.locator("h1")).to_have_text("出账")
    page.get_by_label("账期").first.fill("2021-11")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="出账 216 笔，10,800.00 元").click()
    expect(page.get_by_role("heading", name="已出账")).to_be_visible(timeout=30_000)
    page.goto(f"{compound.household('1-1-101')}/payment")
    page.get_by_label("收款方式").select_option(label="现金")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="确认收款").click()
    expect(page.get_by_role("status")).to_contain_text("已收款 50.00 元")
    page.locator("details.who summary").click()
    page.get_by_role("button", name="退出登录", exact=True).click()
    home = enter(java_script_enabled=False)
    home.goto(compound.link("1-1-101")["link"])
    expect(home.locator("h1")).to_contain_text("1号楼1单元101室")
    expect(home.locator(".now")).to_contain_text("没有待缴的费用")
