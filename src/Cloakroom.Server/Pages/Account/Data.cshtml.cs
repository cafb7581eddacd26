using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Account;

/// <summary>Take your data with you, or have it removed.</summary>
[Authorize("fresh:5m")]
internal sealed class DataModel : VisitorPage;
