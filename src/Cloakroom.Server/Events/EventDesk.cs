namespace Cloakroom.Server.Events;

/// <summary>Writes down what happened with what the request tells; without one it was done on the command line.</summary>
internal sealed class EventDesk(EventLog log, IHttpContextAccessor accessor)
{
    /// <summary>The device of what is done without a browser.</summary>
    public const string CommandLine = "command line";

    public ValueTask RecordAsync(string kind, string? account, string? detail = null) => log.RecordAsync(
        (accessor.HttpContext is { } context ? AccountEvent.Of(context, kind, account) : new AccountEvent(kind, account) { Device = CommandLine }) with { Detail = detail });
}
