using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Who you are here, and the way to everything that can be changed about it.</summary>
[Authorize]
internal sealed class IndexModel : VisitorPage;
