/* Sets the theme before the first paint: "light", "dark" or "auto" (as the system), kept under
   the same name as the leadership panel's. Loaded in <head>, without defer, on purpose. */
"use strict";
(() => {
  const ORDER = ["auto", "light", "dark"];
  const ICONS = { auto: "bi-circle-half", light: "bi-sun", dark: "bi-moon-stars" };
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      const kept = localStorage.getItem("theme");
      return ORDER.includes(kept) ? kept : "auto";
    } catch {
      return "auto";
    }
  }

  function keep(theme) {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      /* A browser that keeps nothing follows the choice for this page only. */
    }
  }

  function apply(theme) {
    const dark = theme === "dark" || (theme === "auto" && system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    if (document.documentElement.dataset.theme) {
      document.documentElement.dataset.theme = theme; /* the leadership panel's own */
    }
  }

  function label(button, theme) {
    const text = button.getAttribute(`data-label-${theme}`);
    button.querySelector("span").textContent = text;
    button.title = text;
    button.querySelector("i").className = `bi ${ICONS[theme]}`;
  }

  let theme = chosen();
  apply(theme);
  system.addEventListener("change", () => apply(theme));
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-button]")) {
      button.hidden = false;
      label(button, theme);
      button.addEventListener("click", () => {
        theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
        keep(theme);
        apply(theme);
        label(button, theme);
      });
    }
  });
})();
