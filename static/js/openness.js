/* Opens evidence in a drawer, and keeps it usable by keyboard. Everything works without this file. */
(() => {
  const drawer = document.getElementById("drawer");
  let opener = null;

  const isPlain = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  document.addEventListener("click", (event) => {
    if (event.target === drawer) drawer.close();
    const cell = event.target.closest("td a.lv");
    if (!cell || !isPlain(event)) return;
    event.preventDefault();
    opener = cell;
    htmx.ajax("GET", cell.href, { target: "#drawer-body", swap: "innerHTML" });
  });

  const trouble = document.getElementById("trouble");

  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      if (event.detail.target?.id === "drawer-body" && opener) location.assign(opener.href);
      else if (trouble) trouble.hidden = false;
    });
  }

  document.addEventListener("htmx:afterSettle", () => {
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (isLost && !drawer.open) document.getElementById("results")?.focus({ preventScroll: true });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (trouble) trouble.hidden = true;
    if (event.detail.target.id !== "drawer-body") return;
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
    document.getElementById("drawer-title")?.focus({ preventScroll: true });
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

  /* Long lists of choices get a field that narrows them; it belongs to no form. */
  const narrow = (field) => {
    const text = field.value.trim().toLowerCase();
    for (const choice of document.querySelectorAll(`#${field.dataset.narrows} .choice`)) {
      choice.hidden = !choice.textContent.toLowerCase().includes(text) && !choice.querySelector(":checked");
    }
  };

  const narrowing = document.querySelectorAll(".narrow");
  for (const field of narrowing) {
    field.hidden = false;
    field.addEventListener("input", () => narrow(field));
    field.addEventListener("change", (event) => event.stopPropagation());
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }
  document.addEventListener("htmx:afterSettle", () => narrowing.forEach(narrow));

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* A form sent without htmx would carry its empty fields into the address. */
  document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("input[name]")) {
      if (!field.value && !field.closest("[hx-get]")) field.disabled = true;
    }
  });
})();
