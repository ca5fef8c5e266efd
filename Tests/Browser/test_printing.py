"""Paper: the bills of a building, each with the key to its household as a QR code."""

from looking import codes, look, printed
from playwright.sync_api import expect


def test_the_bills_of_a_building(linli, enter):
    compound = linli.compound("打印小区", register=True, fee=True)
    linli.bill(compound, "2021-11")
    page = enter("clerk")
    page.goto(f"{compound.path}/bills")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_role("link", name="打印账单").click()
    page.get_by_label("楼栋").select_option("1")
    page.get_by_role("button", name="显示").click()
    expect(page.locator(".bill")).to_have_count(36)
    expect(page.locator(".notice")).to_contain_text("有 36 户还没有查询链接")
    look(page, "bills-without-links")
    page.get_by_role("button", name="签发链接").click()
    expect(page.locator(".bill figure svg")).to_have_count(36)
    look(page, "bills-print")
    bill = page.locator(".bill").filter(has_text="1号楼1单元102室")
    expect(bill).to_contain_text("伍拾元整")
    expect(bill).to_contain_text("2021年10月8日")
    # What the sentence says stays one line of words.
    asked = bill.locator("p.ask").first
    assert asked.bounding_box()["height"] < 40
    # On A4 two of them share a sheet; on A5 each has its own.
    sheets = printed(page)
    assert len(sheets) == 18 and {sheet[:2] for sheet in sheets} == {(210, 297)}
    page.get_by_label("纸张").select_option(index=1)
    page.get_by_role("button", name="显示").click()
    sheets = printed(page)
    assert len(sheets) == 36 and {sheet[:2] for sheet in sheets} == {(210, 148)}
    assert all(text.replace(" ", "").count("缴费通知单") == 1 for _, _, text in sheets)

    # A phone at the paper: the household's own sheet, and who decided the fee.
    (link,) = codes(bill.locator("figure"))
    assert link.startswith(f"{linli.url}/r/")
    phone = enter(has_touch=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(link)
    expect(phone).to_have_url(f"{linli.url}/me")
    expect(phone.locator("h1")).to_contain_text("1号楼1单元102室")
    expect(phone.locator(".owed")).to_contain_text("50")
    phone.get_by_role("link", name="依据").first.click()
    expect(phone.locator(".decision:target")).to_contain_text("业主大会")
    expect(phone.locator(".decision:target")).to_contain_text("据原记录")
    look(phone, "resident")


def test_the_link_of_one_household(linli, example, enter):
    page = enter("clerk")
    page.goto(f"{example.household('2-1-101')}/link")
    look(page, "link-none")
    page.get_by_role("button", name="签发").click()
    link = page.locator("code.address").inner_text()
    look(page, "link")
    phone = enter()
    assert phone.goto(link).status == 200
    page.get_by_role("button", name="换新的").click()
    assert phone.goto(link).status == 404
    link = page.locator("code.address").inner_text()
    page.get_by_role("button", name="作废", exact=True).click()
    assert phone.goto(link).status == 404
