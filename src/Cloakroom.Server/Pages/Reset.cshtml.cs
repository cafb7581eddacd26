namespace Cloakroom.Server.Pages;

/// <summary>Where the link of a mail leads: a form that posts. Opening it does nothing, and it does not see the secret.</summary>
internal sealed class ResetModel : VisitorPage;
