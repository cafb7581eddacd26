namespace Cloakroom.Server.Start;

/// <summary>Whether the start lies behind.</summary>
internal sealed class StartState
{
    private volatile bool _isOver;

    public bool IsOver
    {
        get => _isOver;
        set => _isOver = value;
    }
}
