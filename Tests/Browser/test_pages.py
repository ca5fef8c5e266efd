"""Every page that somebody comes to from the navigation: at both widths, by each role."""

import pytest
from looking import look
from playwright.sync_api import expect

PEOPLE = ["admin", "auditor", "clerk", "manager", "secretary", "committee", "bureau"]
# In the compound's tabs there are more of them, in different numbers for each role.
MOST = 40


@pytest.mark.parametrize("name", PEOPLE)
def test_what_the_navigation_leads_to(linli, enter, name):
    page = enter(name)
    page.goto(f"{linli.url}/desk")
    look(page, f"{name}-desk")
    doors = page.locator("nav.side a").evaluate_all("links => links.map(link => link.href)")
    assert doors
    for door in doors:
        answer = page.goto(door)
        assert answer is not None and answer.status == 200, door
        # Whoever is shown a door is told on which side of it they are.
        expect(page.locator("nav.side a[aria-current]")).to_have_count(1)
        look(page, f"{name}-{door.rsplit('/', 1)[1]}")


@pytest.mark.parametrize("name", ["manager", "secretary"])
def test_what_the_tabs_of_a_compound_lead_to(example, enter, name):
    page = enter(name)
    page.goto(example.path)
    doors = page.locator("nav.tabs a").evaluate_all("links => links.map(link => link.href)")
    assert 5 < len(doors) < MOST
    for door in doors:
        answer = page.goto(door)
        assert answer is not None and answer.status == 200, door
        expect(page.locator("nav.tabs a[aria-current]")).to_have_count(1)
        if name == "manager":
            look(page, f"compound-{door.rsplit('/', 1)[1]}")


def test_the_menu_on_a_phone(linli, enter):
    page = enter("clerk")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{linli.url}/desk")
    page.locator("details.menu summary").click()
    page.locator("details.menu").get_by_role("link", name="小区").click()
    expect(page.locator("h1")).to_have_text("小区")


def test_in_the_dark(example, enter):
    page = enter("clerk", color_scheme="dark")
    for path in ("", "/households", "/arrears", "/dashboard", "/schedules", "/bills"):
        page.goto(example.path + path)
        look(page, f"dark{path.replace('/', '-')}")
