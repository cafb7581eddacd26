namespace Cloakroom.Server.Pages;

/// <summary>Asks who you are. The form posts to <c>/auth/login</c>, which sends the browser back here when it refuses.</summary>
[SameSiteReload]
internal sealed class LoginModel : VisitorPage;
