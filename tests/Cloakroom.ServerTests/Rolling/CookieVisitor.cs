namespace Cloakroom.ServerTests.Rolling;

/// <summary>A browser: asks who it is, writes into its session and reads what it wrote.</summary>
internal sealed class CookieVisitor(Caller caller, string email, string userId, string session) : IVisitor
{
    // Null when it is open whether the last write was done.
    private int? _written;

    /// <summary>How often it was told to write later.</summary>
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
        return reply.Status == 200 && reply.UserId == userId && reply.Header("Set-Cookie").Length == 0 ? null : $"{email} asks who it is: {reply}";
    }

    private async Task<string?> WriteAsync(int number)
    {
        Reply reply = await caller.PutAsync("number", number, session);
        switch (reply)
        {
            case { Status: 204 }:
                _written = number;
                return null;
            case { Status: 503, Code: "store_unavailable" } when reply.Header("Retry-After").Length > 0:
                (_written, Waits) = (null, Waits + 1);
                return null;
            default:
                return $"{email} writes: {reply}";
        }
    }

    private async Task<string?> ReadAsync()
    {
        Reply reply = await caller.GetAsync("/auth/data/number", session);
        return reply.Status is 200 or 404 && (_written is null || reply.Body == $"{_written}") ? null : $"{email} reads {_written}: {reply}";
    }
}
