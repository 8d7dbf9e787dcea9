/* Opens evidence in a drawer, and keeps it usable by keyboard. Everything works without this file. */
(() => {
  const drawer = document.getElementById("drawer");
  let opener = null;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[hx-boost]");
    if (link) opener = link;
    if (event.target === drawer) drawer.close();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "drawer-body") return;
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
    document.getElementById("drawer-title")?.focus();
  });

  drawer.addEventListener("close", () => {
    document.getElementById("drawer-body").replaceChildren();
    opener?.focus();
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  const filters = document.getElementById("all-filters");
  if (filters && matchMedia("(max-width: 60rem)").matches) filters.open = false;

  /* A form sent without htmx would carry its empty fields into the address. */
  document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("input[name]")) {
      if (!field.value && !field.closest("[hx-get]")) field.disabled = true;
    }
  });
})();
