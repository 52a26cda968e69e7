/* Parts of a page that are changed where they stand; and the two lists, whose lines go to another
   place by buttons or by dragging their handle. Without this file the same links and buttons lead to
   pages of their own. */
"use strict";
(() => {
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const live = document.getElementById("live");

  function land(element) {
    element.tabIndex = -1;
    element.focus();
  }

  /* Changing in place */

  function isPart(element) {
    return element.matches?.(".benefit, .add-line, .line-form, .clause, #list, #import");
  }

  function openPage({ elt, path }) {
    location.assign(elt.getAttribute("action") || path);
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, requestConfig } = event.detail;
    if (!isPart(target) || xhr.status === 422 || xhr.status === 409) {
      return;
    }
    /* What was asked for is missing when the session ended: the page itself tells more. */
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const wanted = requestConfig.elt.closest("[hx-select]").getAttribute("hx-select");
    if (!page.querySelector(wanted)) {
      event.detail.shouldSwap = false;
      openPage(requestConfig);
    }
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (isPart(detail.target) && detail.target.id !== "import") { /* it asks again by itself */
      openPage(detail.requestConfig);
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const line = event.target;
    if (line.matches(".line-form")) {
      (line.querySelector("[data-focus]") || line.querySelector(FIELDS))?.focus();
    } else if (line.matches(".benefit")) {
      land(line);
      prepare(line);
      number(line.parentElement);
    } else if (line.matches(".add-line") && event.detail.requestConfig.verb === "get") {
      line.querySelector("a")?.focus();
    }
  });

  /* Another place: the buttons send a form; after the page came back the same button has focus. */

  const KEPT = "moved-line";

  document.addEventListener("submit", (event) => {
    const way = event.submitter?.dataset.way;
    if (way) {
      sessionStorage.setItem(KEPT, way);
    }
  });

  function returnTo(line) {
    const way = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    const menu = line.querySelector("details");
    const button =
      line.querySelector(`[data-way="${way}"]:not(:disabled)`) ||
      line.querySelector("[data-way]:not(:disabled)");
    if (way && way !== "drag" && menu && button) {
      menu.open = true;
      button.focus();
    } else {
      land(line);
    }
    if (live && line.dataset.moved && way) {
      live.textContent = line.dataset.moved;
    }
  }

  /* Lines come and go in place: each knows its own place, and whether there is another. */

  function linesOf(list) {
    return [...list.querySelectorAll(":scope > .benefit, :scope > .line-form[data-line]")];
  }

  function number(list) {
    const lines = linesOf(list);
    lines.forEach((line, place) => {
      for (const button of line.querySelectorAll("[data-way]")) {
        const to = place + (button.dataset.way === "up" ? -1 : 1);
        button.value = to;
        button.disabled = to < 0 || to >= lines.length;
      }
      const handle = line.querySelector(".line-handle");
      if (handle) {
        handle.hidden = lines.length < 2;
      }
    });
  }

  /* Dragging within a list */

  let dragged = null;
  let home = null;

  function prepare(line) {
    const handle = line.querySelector(".line-handle");
    if (!handle) {
      return;
    }
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      dragged = line;
      home = line.nextSibling;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", line.id);
      event.dataTransfer.setDragImage(line, 0, 0);
      line.classList.add("dragged");
    });
    handle.addEventListener("dragend", () => {
      line.classList.remove("dragged");
      if (dragged) {
        line.parentElement.insertBefore(line, home);
      }
      dragged = null;
    });
  }

  for (const list of document.querySelectorAll(".benefit-list")) {
    number(list);
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest?.(".benefit");
      if (!dragged || dragged.parentElement !== list) {
        return;
      }
      event.preventDefault();
      if (over && over !== dragged) {
        const box = over.getBoundingClientRect();
        const after = event.clientY > box.top + box.height / 2;
        list.insertBefore(dragged, after ? over.nextSibling : over);
      }
    });
    list.addEventListener("drop", (event) => {
      if (!dragged || dragged.parentElement !== list) {
        return;
      }
      event.preventDefault();
      const form = dragged.querySelector(".line-move");
      const to = document.createElement("input");
      to.type = "hidden";
      to.name = "to";
      to.value = linesOf(list).indexOf(dragged);
      form.append(to);
      dragged = null;
      form.requestSubmit();
      sessionStorage.setItem(KEPT, "drag");
    });
  }

  document.querySelectorAll(".benefit").forEach(prepare);
  const asked = /^#line-\d+$/.test(location.hash) && document.querySelector(location.hash);
  if (asked) {
    /* The browser goes to the fragment by itself first, and takes the focus along. */
    window.addEventListener("load", () => setTimeout(() => returnTo(asked)));
  }
})();
