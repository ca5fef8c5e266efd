"""A household asks about a charge, and is answered where it asked."""

from looking import look
from playwright.sync_api import expect


def test_a_question_and_its_answer(linli, enter):
    compound = linli.compound("异议小区", register=True, fee=True)
    linli.bill(compound, "2021-11")
    home = enter()
    home.set_viewport_size({"width": 390, "height": 844})
    home.goto(compound.link("1-1-102")["link"])
    home.get_by_role("link", name="疑问").first.click()
    look(home, "question")
    home.get_by_role("button", name="提出").click()
    expect(home.locator(".field.wrong .error")).to_contain_text("请写明您的疑问")
    look(home, "question-refused")
    home.get_by_label("您的疑问").fill("这个月房子空着，<b>为什么</b>还收？")
    home.get_by_role("button", name="提出").click()
    expect(home.locator(".field.wrong .error")).to_be_visible()
    home.get_by_label("您的疑问").fill("这个月房子空着，为什么还收？")
    home.get_by_role("button", name="提出").click()
    expect(home.locator(".question")).to_contain_text("为什么还收")
    look(home, "resident-asked")

    page = enter("clerk")
    page.goto(f"{compound.path}/disputes")
    expect(page.locator("main")).to_contain_text("待答复 1 项")
    look(page, "disputes")
    page.locator("tbody").get_by_role("link").first.click()
    look(page, "dispute")
    page.get_by_role("button", name="答复").click()
    expect(page.locator(".field.wrong").first).to_be_visible()
    page.get_by_label("结论").select_option(label="异议成立")
    page.get_by_label("答复", exact=True).fill("已核实，减免一半。")
    page.get_by_role("button", name="答复").click()
    expect(page.locator("main")).to_contain_text("还没有更正")
    look(page, "dispute-upheld")
    page.get_by_label("减免金额（元）").fill("25")
    page.get_by_label("原因").fill("空置半月")
    page.get_by_role("button", name="减免").click()
    expect(page.locator("main")).to_contain_text("25.00 元")
    look(page, "dispute-corrected")

    home.reload()
    expect(home.locator(".question")).to_contain_text("减免一半")
    expect(home.locator(".owed")).to_contain_text("25")
    look(home, "resident-answered")
