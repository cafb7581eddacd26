namespace Cloakroom.Server.Events;

/// <summary>Something that happened to an account, and what is known about who did it. No secret is ever part of it.</summary>
/// <param name="Kind">One of <see cref="EventKind"/>.</param>
/// <param name="Account">ID of the account; null where there is none, as at a failed login with an unknown name.</param>
internal sealed record AccountEvent(string Kind, string? Account)
{
    /// <summary>ID of the account that did it, where it is another one: an administrator.</summary>
    public string? Actor { get; init; }

    /// <summary>Handle of the session concerned.</summary>
    public string? Session { get; init; }

    /// <summary>The browser as its owner would name it; empty when unknown.</summary>
    public string Device { get; init; } = "";

    /// <summary>Where the request came from; empty for none, as on the command line.</summary>
    public string Address { get; init; } = "";

    /// <summary>What else there is to say, for people; null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>The event with what the request tells: its session, device and address, and an administrator as its actor.</summary>
    public static AccountEvent Of(HttpContext context, string kind, string? account)
    {
        Session? session = RequestSession.In(context)?.Session;
        return new(kind, account)
        {
            Actor = session is not null && session.UserId != account ? session.UserId : null,
            Session = session is not null && session.UserId == account ? session.Handle.ToString() : null,
            Device = DeviceName.From(context.Request.Headers.UserAgent.ToString()),
            Address = context.Connection.RemoteIpAddress?.ToString() ?? "",
        };
    }
}
