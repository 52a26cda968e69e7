/* The board: a card dragged to another column asks for that move, as its link does. What is still
   missing for it is said in a dialog. */
"use strict";
(() => {
  const board = document.querySelector("[data-board]");
  const form = document.getElementById("board-move");
  if (!board || !form) {
    return;
  }
  let dragged = null;

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".board-card");
    if (dragged) {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      dragged.classList.add("is-dragged");
    }
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });
  board.addEventListener("dragover", (event) => {
    if (dragged && event.target.closest(".board-column")) {
      event.preventDefault();
    }
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest(".board-column");
    if (!dragged || !column || column === dragged.closest(".board-column")) {
      return;
    }
    event.preventDefault();
    const next = encodeURIComponent(location.pathname + location.search);
    const opener = dragged.querySelector("[data-dialog]");
    /* On hold asks for a reason and a day, so it has a form of its own. */
    if (column.dataset.stage === "paused") {
      const detail = { url: `${dragged.dataset.pause}?next=${next}`, opener };
      document.dispatchEvent(new CustomEvent("accord:dialog", { detail }));
      return;
    }
    form.dataset.opener = opener.id;
    form.action = `${dragged.dataset.move}?to=${column.dataset.stage}&next=${next}`;
    form.elements.to.value = column.dataset.stage;
    form.requestSubmit();
  });
})();
