namespace Cloakroom.Bench;

/// <summary>The record of a login that has just happened.</summary>
internal static class NewLogin
{
    private static readonly SessionPolicy Policy = new(new SessionOptions());

    public static Session Of(string user)
    {
        var signIn = new SignIn(new SessionUser(user) { Email = $"{user}@example.com", Roles = ["user"] }) { Device = "Firefox on Linux" };
        SessionChange change = Policy.Login(signIn, SessionId.Create().Digest(), SessionHandle.Create(), current: null, TimeProvider.System.GetUtcNow());
        return ((SessionChange.Create)change).Session;
    }
}
