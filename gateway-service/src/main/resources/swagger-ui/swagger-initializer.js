window.addEventListener("load", () => {
  window.ui = SwaggerUIBundle({
    dom_id: "#swagger-ui",
    urls: [
      { name: "Accounts and logins", url: "/openapi/auth.yaml" },
      { name: "Promotions", url: "/openapi/promotion.yaml" },
    ],
    deepLinking: true,
    tryItOutEnabled: true,
    persistAuthorization: false, // a token never outlives the page
    queryConfigEnabled: false,
    validatorUrl: null, // no document ever leaves this place
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: "StandaloneLayout",
  });
});
