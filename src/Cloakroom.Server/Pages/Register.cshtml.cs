namespace Cloakroom.Server.Pages;

/// <summary>Makes an account. The form posts to <c>/auth/register</c>, which sends the browser back here when it refuses.</summary>
[SameSiteReload]
internal sealed class RegisterModel(IRegistration registration) : VisitorPage
{
    public RegistrationState State { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => State = await registration.StateAsync(cancellationToken);
}
