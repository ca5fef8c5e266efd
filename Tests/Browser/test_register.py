"""A register comes in as the company keeps it: looked at first, then taken, and never twice."""

import csv
import io

from conftest import FIXTURES
from looking import look
from playwright.sync_api import Page, expect


def figure(page: Page, name: str) -> str:
    stat = page.locator(".stat").filter(has=page.get_by_text(name, exact=True))
    return stat.locator("dd").inner_text().split()[0]


def upload(page: Page, name: str) -> None:
    page.locator("#households-file").set_input_files(FIXTURES / name)
    page.get_by_role("button", name="上传并预览").first.click()


def test_a_register_with_a_bad_row(linli, enter):
    compound = linli.compound("新来小区")
    page = enter("clerk")
    page.goto(compound.path)
    expect(page.locator("main")).to_contain_text("还没有登记住户")
    look(page, "compound-empty")
    page.get_by_role("link", name="导入房屋业主表").click()
    look(page, "imports")
    # Nothing chosen: said beside the field.
    page.get_by_role("button", name="上传并预览").first.click()
    expect(page.locator(".field.wrong .error")).to_contain_text("请选择要导入的 CSV 文件")
    upload(page, "households-as-kept.csv")
    expect(page.locator("h1")).to_contain_text("预览")
    assert figure(page, "新增") == "215" and figure(page, "不合格") == "1"
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("约90")
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    look(page, "import-preview-refusals")
    # Looking changed nothing.
    page.goto(f"{compound.path}/households")
    expect(page.locator("main")).to_contain_text("还没有登记住户")
    page.go_back()
    page.get_by_role("button", name="只导入合格的 215 户").click()
    expect(page.get_by_role("status")).to_contain_text("新增 215 户")
    look(page, "import-applied")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载这些行").click()
    rows = list(csv.reader(io.StringIO(waiting.value.path().read_text("utf-8-sig"))))
    assert any("约90" in row for row in rows)
    page.goto(f"{compound.path}/households")
    expect(page.locator("main")).to_contain_text("共 215 户")


def test_the_same_file_again_changes_nothing(linli, enter):
    compound = linli.compound("重复小区")
    page = enter("clerk")
    page.goto(f"{compound.path}/imports")
    upload(page, "households.csv")
    assert figure(page, "新增") == "216" and figure(page, "不合格") == "0"
    look(page, "import-preview")
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("status")).to_contain_text("新增 216 户")
    upload(page, "households.csv")
    assert figure(page, "新增") == "0" and figure(page, "不变") == "216"
    expect(page.locator("main")).to_contain_text("与登记相比没有可导入的改动")
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    look(page, "import-again")


def test_what_is_no_table_is_refused(linli, example, enter, tmp_path):
    page = enter("clerk")
    page.goto(f"{example.path}/imports")
    picture = tmp_path / "图片.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    page.locator("#households-file").set_input_files(picture)
    page.get_by_role("button", name="上传并预览").first.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "import-refused")


def test_finding_a_household(example, enter):
    page = enter("clerk")
    page.goto(f"{example.path}/households")
    page.get_by_label("房号、业主或电话后四位").fill("3-2-5")
    page.get_by_label("楼栋").select_option("3")
    page.get_by_role("button", name="查找").click()
    # The search stands in the address and in the form, and stays through sorting and leafing.
    assert "search=3-2-5" in page.url and "building=3" in page.url
    page.locator("thead").get_by_role("link", name="业主").click()
    assert "search=3-2-5" in page.url and "sort=owner" in page.url
    expect(page.get_by_label("房号、业主或电话后四位")).to_have_value("3-2-5")
    page.locator("tbody").get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("3号楼2单元5")
    look(page, "household")
    page.goto(f"{example.path}/households?search=没有这个人")
    expect(page.locator(".empty")).to_contain_text("没有符合条件的住户")
    look(page, "households-none")
    page.get_by_role("link", name="查看全部住户").click()
    expect(page.locator(".pager")).to_contain_text("共 216 户")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".pager")).to_contain_text("第 51–100 户")


def test_a_flat_is_sold(linli, enter):
    compound = linli.compound("过户小区", register=True, fee=True)
    linli.bill(compound, "2021-11")
    page = enter("clerk")
    page.goto(compound.household("1-1-102"))
    page.get_by_role("link", name="过户", exact=True).click()
    look(page, "transfer")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".field.wrong .error").first).to_be_visible()
    look(page, "transfer-refused")
    page.get_by_label("姓名或单位名称").first.fill("王五")
    page.get_by_label("电话").first.fill("13900000000")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".effects")).to_contain_text("至今欠费 50.00 元，仍由原业主缴纳")
    look(page, "transfer-check")
    page.get_by_role("button", name="确认过户").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator("main")).to_contain_text("历任缴费义务人")
    expect(page.locator("main")).to_contain_text("139****0000")
    look(page, "household-sold")
