using Cloakroom.Server.Admin;
using Microsoft.AspNetCore.Authorization;

namespace Cloakroom.Server.Pages.Admin;

/// <summary>A page for administrators. It only reads; its forms post to <c>/auth/admin</c>.</summary>
[Authorize(AdminEndpoints.Role)]
internal abstract class AdminPage : VisitorPage;
