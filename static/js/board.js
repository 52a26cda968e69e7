/* The board: a card dragged to another column asks for that move, as its link does. */
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
    /* On hold asks for a reason and a day, so it has a page of its own. */
    if (column.dataset.stage === "paused") {
      location.assign(dragged.dataset.pause);
      return;
    }
    form.action = `${dragged.dataset.move}?to=${column.dataset.stage}`;
    form.elements.to.value = column.dataset.stage;
    form.requestSubmit();
  });
})();
