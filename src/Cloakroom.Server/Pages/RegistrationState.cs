namespace Cloakroom.Server.Pages;

/// <summary>Whether a person can make an account.</summary>
internal enum RegistrationState
{
    Open = 1,

    /// <summary>There is no account yet: the first one becomes administrator.</summary>
    First = 2,

    Closed = 3,
}

/// <summary>Tells the pages who may register.</summary>
internal interface IRegistration
{
    ValueTask<RegistrationState> StateAsync(CancellationToken cancellationToken);
}
