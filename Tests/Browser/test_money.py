"""From the decision to the receipt: a fee, its bills, the money, and giving it back."""

import re

from looking import look, printed
from playwright.sync_api import Page, expect


def settle(page: Page, code: str, amount: str, channel: str = "现金") -> None:
    """Fills in the form of a payment, up to what is to be confirmed."""
    page.get_by_label("金额（元）").fill(amount)
    page.get_by_label("收款方式").select_option(label=channel)
    page.get_by_role("button", name="下一步").click()


def test_a_fee_stands_on_a_resolution(linli, enter):
    compound = linli.compound("定价小区", register=True)
    page = enter("manager")
    page.goto(f"{compound.path}/schedules")
    expect(page.locator(".empty")).to_contain_text("还没有收费标准")
    look(page, "schedules-empty")
    page.get_by_role("link", name="设定收费标准").first.click()
    look(page, "schedule-new")
    page.get_by_label("单价（元）").fill("五十")
    page.get_by_role("button", name="设定", exact=True).click()
    # Every field says what is wrong with it, and keeps what was typed.
    expect(page.locator(".field.wrong")).to_have_count(2)
    expect(page.get_by_label("单价（元）")).to_have_value("五十")
    look(page, "schedule-refused")
    page.get_by_label("单价（元）").fill("0.85")
    page.get_by_label("计费方式").select_option("area")
    page.get_by_label("从哪个月起").fill("2021-11")
    page.get_by_label("依据的决议").select_option(index=1)
    page.get_by_role("button", name="设定", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()
    version = page.locator(".version")
    expect(version).to_contain_text("0.85 元")
    expect(version).to_contain_text("业主大会")
    look(page, "schedules")
    version.get_by_role("link", name="《物业费每户每月50元》").click()
    expect(page.locator("main")).to_contain_text("据原记录")
    look(page, "resolution")


def test_a_month_is_billed_and_taken_back(linli, enter):
    compound = linli.compound("出账小区", register=True, fee=True)
    page = enter("manager")
    page.goto(f"{compound.path}/bills")
    look(page, "bills-empty")
    page.get_by_label("账期").first.fill("2021-11")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".stats")).to_contain_text("10,800.00")
    look(page, "bill-preview")
    page.get_by_role("button", name="出账 216 笔，10,800.00 元").click()
    # The page looks again by itself, without a script, until it is done.
    expect(page.get_by_role("heading", name="已出账")).to_be_visible(timeout=30_000)
    look(page, "bill-done")
    page.reload()
    page.get_by_role("link", name="查看这个批次").click()
    expect(page.locator("tfoot")).to_contain_text("10,800.00")
    look(page, "run")
    # Again: nothing to bill, and said so.
    page.goto(f"{compound.path}/bills/preview?month=2021-11")
    expect(page.locator("main")).to_contain_text("216")
    expect(page.get_by_role("button", name=re.compile("^出账"))).to_have_count(0)
    look(page, "bill-preview-again")
    page.goto(f"{compound.path}/bills/withdraw?month=2021-11")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.locator(".field.wrong .error")).to_contain_text("请写明原因")
    look(page, "withdraw-refused")
    page.get_by_label("原因").fill("单价有误")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("由另一人批准")
    look(page, "bills-waiting")


def test_skipped_and_why(example, enter):
    page = enter("clerk")
    page.goto(f"{example.path}/bills/preview?month=2021-12")
    expect(page.locator("main")).to_contain_text("不出账的，以及为什么")
    expect(page.locator("tbody")).to_contain_text("未出租")
    expect(page.locator("tbody")).to_contain_text("A-120")
    look(page, "bill-preview-skipped")
    page.goto(f"{example.path}/bills")
    page.locator("tbody").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("未出租")
    page.get_by_role("link", name="A-120").click()
    look(page, "stall")


def test_a_payment_and_its_receipt(linli, enter):
    compound = linli.compound("收款小区", register=True, fee=True)
    linli.bill(compound, "2021-11")
    page = enter("clerk")
    page.goto(compound.household("1-1-101"))
    page.get_by_role("link", name="收款", exact=True).click()
    look(page, "payment")
    settle(page, "1-1-101", "八十")
    expect(page.locator(".field.wrong .error")).to_contain_text("最多两位小数")
    expect(page.get_by_label("金额（元）")).to_have_value("八十")
    expect(page.get_by_label("收款方式")).to_have_value("cash")
    look(page, "payment-refused")
    settle(page, "1-1-101", "80")
    expect(page.locator(".check")).to_contain_text("捌拾元整")
    expect(page.locator(".check")).to_contain_text("余 30.00 元作预存")
    look(page, "payment-check")
    # Pressed in two tabs that show the same form: it is one payment.
    form = page.locator("main form").evaluate(
        "form => Object.fromEntries(new FormData(form, form.querySelector('[value=take]')))")
    page.get_by_role("button", name="确认收款").click()
    expect(page.get_by_role("status")).to_contain_text("已收款 80.00 元")
    expect(page.get_by_role("status")).to_contain_text("30.00 元作预存")
    again = page.context.request.post(
        f"{compound.household('1-1-101')}/payment", form=form,
        headers={"Origin": linli.url, "Sec-Fetch-Site": "same-origin"})
    assert again.ok and "此前已收过" in again.text()
    look(page, "receipt")
    receipt = page.url
    (sheet,) = printed(page)
    assert sheet[:2] == (210, 148)
    assert "捌拾元整" in sheet[2].replace(" ", "") and "回到住户" not in sheet[2]
    page.get_by_role("link", name="A4").click()
    (sheet,) = printed(page)
    assert sheet[:2] == (210, 297)
    page.goto(f"{compound.path}/payments")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator(".sums")).to_contain_text("80.00")
    look(page, "payments")
    page.goto(f"{compound.path}/cashier")
    expect(page.locator(".stats")).to_contain_text("80.00")
    look(page, "cashier")
    # 冲正 needs a second person: it is asked for here.
    page.goto(receipt)
    page.get_by_role("link", name="冲正").click()
    look(page, "reversal")
    page.get_by_label("原因").fill("金额写错")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("status")).to_contain_text("须由另一人批准")


def test_a_refund_needs_two(linli, enter):
    compound = linli.compound("退款小区", register=True, fee=True)
    linli.run(
        "payment", "take", "1-1-101", "--compound", compound.name, "--amount", "70.00",
        "--channel", "cash", "--received-on", "2021-11-08", "--key", "browser-refund")
    page = enter("clerk")
    page.goto(compound.household("1-1-101"))
    expect(page.locator(".stats")).to_contain_text("70.00")
    page.get_by_role("link", name="退款", exact=True).click()
    look(page, "refund")
    page.get_by_label("金额（元）").fill("70.01")
    page.get_by_label("退款方式").select_option(label="现金")
    page.get_by_label("原因").fill("多交")
    page.get_by_role("button", name="提交退款").click()
    expect(page.locator(".field.wrong .error")).to_be_visible()
    expect(page.get_by_label("原因")).to_have_value("多交")
    look(page, "refund-refused")
    page.get_by_label("金额（元）").fill("20")
    page.get_by_role("button", name="提交退款").click()
    expect(page.get_by_role("status")).to_contain_text("须由另一人批准")
    # Nothing has been given back yet.
    expect(page.locator(".stats")).to_contain_text("70.00")
    look(page, "household-refund-waiting")


def test_lists_of_money_keep_their_state(example, enter):
    page = enter("clerk")
    page.goto(f"{example.path}/arrears")
    total = page.locator("tfoot .amount").first.inner_text()
    expect(page.locator(".stats")).to_contain_text(total)
    look(page, "arrears")
    page.get_by_role("link", name="下一页").click()
    # The total is that of all of them, on every page.
    expect(page.locator("tfoot .amount").first).to_have_text(total)
    page.get_by_label("楼栋").select_option("2")
    page.get_by_role("button", name="查找").click()
    assert "building=2" in page.url and "page=" not in page.url
    page.locator("thead").get_by_role("link", name="房号").click()
    assert "building=2" in page.url and "sort=address" in page.url
    expect(page.get_by_label("楼栋")).to_have_value("2")
    part = page.locator("tfoot .amount").first.inner_text()
    assert part != total
    page.goto(f"{example.path}/payments?channel=wechat")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{example.path}/payments?search=没有这个人")
    expect(page.locator(".empty")).to_be_visible()
    look(page, "payments-none")
