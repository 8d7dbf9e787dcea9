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

  /* A fault that came without a new page still marks its field. */
  document.addEventListener("htmx:afterSettle", () => {
    for (const fault of document.querySelectorAll("form [id^='fault-']")) {
      const field = document.querySelector(`[aria-describedby="${fault.id}"]`);
      if (fault.textContent) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    }
  });

  /* A list of duties can be copied as text where the browser allows it: what was asked, then a line for each. */
  const asHeading = (button) => {
    const model = button.closest("article")?.querySelector("h2 a");
    const verdict = button.closest(".answer")?.querySelector(".verdict .lv");
    return [model?.textContent, verdict?.textContent, location.href].filter(Boolean).join(" – ");
  };

  const asLine = (item) => {
    const copy = item.cloneNode(true);
    for (const note of copy.querySelectorAll("small")) note.textContent = `(${note.textContent})`;
    for (const end of copy.querySelectorAll("br")) end.replaceWith(": ");
    for (const other of copy.querySelectorAll("a:not(.locator)")) other.remove();
    for (const clause of copy.querySelectorAll("a.locator")) clause.textContent = `(${clause.textContent}: ${clause.href})`;
    return `[ ] ${copy.textContent.replaceAll(/\s+/g, " ").trim()}`;
  };

  const offerCopies = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("button.copy[hidden]")) button.hidden = false;
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const lines = [...document.querySelectorAll(`#${CSS.escape(button.dataset.copies)} > li`)];
    await navigator.clipboard.writeText([asHeading(button), ...lines.map(asLine)].join("\n"));
    button.textContent = button.dataset.done;
  });

  offerCopies();
  document.addEventListener("htmx:afterSettle", offerCopies);

  /* Models picked for side by side stay picked while other results come and go. */
  const picked = new Map();

  const hiddenField = (slug) => Object.assign(document.createElement("input"), { type: "hidden", name: "model", value: slug });

  const showPicked = () => {
    const bar = document.querySelector(".pick-bar");
    if (!bar) return;
    const boxes = [...document.querySelectorAll(".pick input")];
    for (const box of boxes) {
      box.checked = picked.has(box.value);
      box.disabled = !box.checked && picked.size >= Number(bar.dataset.most);
    }
    const here = new Set(boxes.map((box) => box.value));
    bar.querySelector(".elsewhere").replaceChildren(...[...picked.keys()].filter((slug) => !here.has(slug)).map(hiddenField));
    bar.classList.toggle("shown", picked.size > 0);
    bar.querySelector(".names").textContent = [...picked.values()].join(" · ");
    bar.querySelector(".clear").hidden = false;
    const { first, more } = bar.dataset;
    bar.querySelector("[type=submit]").textContent = picked.size < 2 ? first : more.replace("{number}", picked.size);
  };

  const pick = (box) => {
    if (box.checked) picked.set(box.value, box.closest("th").querySelector("a").textContent);
    else picked.delete(box.value);
  };

  document.addEventListener("change", (event) => {
    if (!event.target.matches(".pick input")) return;
    pick(event.target);
    showPicked();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.matches(".pick-bar .clear")) return;
    picked.clear();
    showPicked();
    document.querySelector(".pick input")?.focus();
  });

  document.addEventListener("htmx:afterSettle", showPicked);
  window.addEventListener("pageshow", () => {
    document.querySelectorAll(".pick input:checked").forEach(pick);
    showPicked();
  });

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
    if (event.target.method === "post") return;
    for (const field of event.target.querySelectorAll("input[name], select[name]")) {
      if (!field.value && !field.closest("[hx-get]")) field.disabled = true;
    }
  });
})();
