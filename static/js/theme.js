// Sets the theme before the page is painted: the system's, or the one the person chose.
"use strict";
(() => {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem("theme");
  const apply = () => {
    const theme = chosen() || (system.matches ? "dark" : "light");
    document.documentElement.dataset.bsTheme = theme;
  };
  apply();
  system.addEventListener("change", apply);
  window.accordTheme = {
    next() {
      const order = [null, "light", "dark"];
      const following = order[(order.indexOf(chosen()) + 1) % order.length];
      if (following) localStorage.setItem("theme", following);
      else localStorage.removeItem("theme");
      apply();
      return following;
    },
    chosen,
  };
})();
