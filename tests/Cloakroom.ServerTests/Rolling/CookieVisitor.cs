namespace Cloakroom.ServerTests.Rolling;

/// <summary>A browser: asks who it is, writes into its session and reads what it wrote.</summary>
internal sealed class CookieVisitor(Caller caller, string email, string userId, string session) : IVisitor
{
    // Null when it is open whether the last write was done.
    private int? _written;

    /// <summary>How often it was told to try again later.</summary>
    public int Waits { get; private set; }

    public Task<string?> AskAsync(int turn) => (turn % 8) switch
    {
        3 => WriteAsync(turn),
        4 => ReadAsync(),
        _ => WhoAmIAsync(),
    };

    private async Task<string?> WhoAmIAsync()
    {
        Reply reply = await caller.WhoAmIAsync(session);
        return Waited(reply) || (reply.Status == 200 && reply.UserId == userId && reply.Header("Set-Cookie").Length == 0) ? null : $"{email} asks who it is: {reply}";
    }

    private async Task<string?> WriteAsync(int number)
    {
        Reply reply = await caller.PutAsync("number", number, session);
        _written = reply.Status == 204 ? number : null;
        return Waited(reply) || reply.Status == 204 ? null : $"{email} writes: {reply}";
    }

    private async Task<string?> ReadAsync()
    {
        Reply reply = await caller.GetAsync("/auth/data/number", session);
        return Waited(reply) || (reply.Status is 200 or 404 && (_written is null || reply.Body == $"{_written}")) ? null : $"{email} reads {_written}: {reply}";
    }

    private bool Waited(Reply reply)
    {
        bool later = reply.IsLater;
        Waits += later ? 1 : 0;
        return later;
    }
}
