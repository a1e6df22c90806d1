// Swagger UI over our own description; it asks no other host (no validator badge, no remote configuration).
(function () {
  "use strict";
  const place = document.getElementById("swagger");
  window.ui = SwaggerUIBundle({
    url: place.dataset.url,
    dom_id: "#swagger",
    deepLinking: true,
    validatorUrl: null,
    queryConfigEnabled: false,
    docExpansion: "list",
    presets: [SwaggerUIBundle.presets.apis],
  });
}());
