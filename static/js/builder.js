/* Copies a form's code and says so. The builder works without this file: the code can be selected as it stands. */
(() => {
  const written = async (field) => {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(field.value);
      return true;
    }
    field.select(); // no clipboard outside https
    return document.execCommand("copy");
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy-code");
    if (!button) return;
    const field = document.getElementById(button.dataset.copies);
    const isDone = await written(field).catch(() => false);
    if (!isDone) {
      field.focus();
      field.select();
      return;
    }
    const word = button.querySelector(".word");
    const usual = button.dataset.usual || (button.dataset.usual = word.textContent);
    word.textContent = button.dataset.done;
    document.getElementById("copied").textContent = `${button.dataset.done}${button.lastElementChild.textContent}`;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => (word.textContent = usual), 2500);
  });

  const offer = () => {
    for (const button of document.querySelectorAll("button.copy-code[hidden]")) button.hidden = false;
  };

  offer();
  document.addEventListener("htmx:afterSettle", offer);

  /* Searching for a model changes nothing yet. */
  document.addEventListener("change", (event) => event.target.id === "find" && event.stopPropagation(), true);

  /* Whoever added a model wants to add the next. */
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.elt.closest?.(".matches")) document.getElementById("find")?.focus();
  });
})();
