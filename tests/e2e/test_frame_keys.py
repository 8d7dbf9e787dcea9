"""The framed page for whoever reads it with the keyboard."""

from playwright.sync_api import Page, expect

FRAME = "/embed/en/compare/?model=llama-3.1-8b&model=gpt-4-turbo&column=size"


def test_level_reached_by_the_keyboard_tells_its_reason_until_escape(page: Page) -> None:
    page.goto(FRAME)
    first, second = page.locator("td.cell").nth(0), page.locator("td.cell").nth(1)

    first.locator("summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(first.locator(".why")).to_be_visible()
    page.keyboard.press("Tab")
    expect(first.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")

    expect(first.locator(".why")).to_be_hidden()
    expect(first.locator("summary")).to_be_focused()
    page.keyboard.press("Tab")
    expect(second.locator(".why")).to_be_visible()


def test_level_that_is_clicked_opens_and_closes(page: Page) -> None:
    page.goto(FRAME)
    cell = page.locator("td.cell").first

    cell.locator("summary").click()
    expect(cell.locator(".why")).to_be_visible()
    cell.locator("summary").click()

    expect(cell.locator(".why")).to_be_hidden()
