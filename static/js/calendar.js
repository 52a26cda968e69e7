/* The calendar: a meeting dragged to another day asks for that move, as its link in the agenda does. */
"use strict";
(() => {
  let dragged = null;
  let target = null;

  function aim(day) {
    target?.classList.remove("is-target");
    target = day;
    target?.classList.add("is-target");
  }

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-calendar] [data-move]") || null;
    if (dragged) {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      dragged.classList.add("is-dragged");
    }
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    aim(null);
  });
  document.addEventListener("dragover", (event) => {
    const day = dragged && event.target.closest("[data-day]");
    if (day) {
      event.preventDefault();
    }
    if (day !== target) {
      aim(day || null);
    }
  });
  document.addEventListener("drop", (event) => {
    const day = dragged && event.target.closest("[data-day]");
    if (!day || day === dragged.closest("[data-day]")) {
      return;
    }
    event.preventDefault();
    const detail = { url: `${dragged.dataset.move}?day=${day.dataset.day}`, opener: dragged };
    document.dispatchEvent(new CustomEvent("accord:dialog", { detail }));
  });
})();
