// What a page can do beyond links and forms; everything works without it, uploading apart.
(function () {
  "use strict";

  function line(text, className) {
    const made = document.createElement("p");
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // --- a filter over the rows of a table
  document.querySelectorAll("input[data-filter]").forEach((input) => {
    input.closest("[hidden]")?.removeAttribute("hidden");
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      document.querySelectorAll(input.dataset.filter).forEach((row) => {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
      });
    });
  });
}());
