namespace Cloakroom.Tests.Server.Attacks;

/// <summary>A server, and where requests for it are sent: to itself, or to a proxy in front of it.</summary>
internal sealed class Node(RunningServer server, Uri url)
{
    public Uri Url => url;

    public IServiceProvider Services => server.Services;

    public LogLines Log => server.Log;

    public string Folder => server.Folder;
}
