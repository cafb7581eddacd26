namespace Cloakroom.Bench;

/// <summary>A cache of a number of equal items, reduced to the question whether an item was in it.</summary>
internal interface IPolicy
{
    /// <summary>True on a hit; afterwards the item is in.</summary>
    bool Use(int item);
}

/// <summary>First in, first out. With <paramref name="moveUsed"/>: least recently used.</summary>
internal sealed class Recency(int room, bool moveUsed) : IPolicy
{
    private readonly Dictionary<int, LinkedListNode<int>> _places = [];
    private readonly LinkedList<int> _order = new();

    public bool Use(int item)
    {
        if (_places.TryGetValue(item, out LinkedListNode<int>? place))
        {
            if (moveUsed)
            {
                _order.Remove(place);
                _order.AddFirst(place);
            }

            return true;
        }

        if (_places.Count == room && _order.Last is { } last)
        {
            _order.RemoveLast();
            _places.Remove(last.Value);
        }

        _places.Add(item, _order.AddFirst(item));
        return false;
    }
}

/// <summary>SIEVE (Zhang and others, NSDI 2024): one queue, a hand that passes over what was used.</summary>
internal sealed class Sieve(int room) : IPolicy
{
    private readonly Dictionary<int, LinkedListNode<(int Item, bool[] Used)>> _places = [];
    private readonly LinkedList<(int Item, bool[] Used)> _order = new();
    private LinkedListNode<(int Item, bool[] Used)>? _hand;

    public bool Use(int item)
    {
        if (_places.TryGetValue(item, out LinkedListNode<(int Item, bool[] Used)>? place))
        {
            place.Value.Used[0] = true;
            return true;
        }

        if (_places.Count == room)
        {
            _hand ??= _order.Last;
            while (_hand is { Value: var passed } && passed.Used[0])
            {
                passed.Used[0] = false;
                _hand = _hand.Previous ?? _order.Last;
            }

            if (_hand is { } victim)
            {
                _hand = victim.Previous;
                _order.Remove(victim);
                _places.Remove(victim.Value.Item);
            }
        }

        _places.Add(item, _order.AddFirst((item, new bool[1])));
        return false;
    }
}

/// <summary>S3-FIFO as printed (SOSP 2023, algorithm 1), with exact queues.</summary>
internal sealed class TextbookS3Fifo(int room) : IPolicy
{
    private readonly Dictionary<int, int[]> _uses = [];
    private readonly Queue<int> _small = new(), _main = new(), _ghosts = new();
    private readonly HashSet<int> _haunting = [];

    public bool Use(int item)
    {
        if (_uses.TryGetValue(item, out int[]? uses))
        {
            uses[0] = Math.Min(uses[0] + 1, 3);
            return true;
        }

        while (_uses.Count >= room)
        {
            Evict();
        }

        (_haunting.Remove(item) ? _main : _small).Enqueue(item);
        _uses.Add(item, [0]);
        return false;
    }

    private void Evict()
    {
        if (_small.Count >= room / 10 && _small.TryDequeue(out int young))
        {
            if (_uses[young][0] > 1)
            {
                _main.Enqueue(young);
                return;
            }

            _uses.Remove(young);
            _haunting.Add(young);
            _ghosts.Enqueue(young);
            if (_ghosts.Count > room * 9 / 10)
            {
                _haunting.Remove(_ghosts.Dequeue());
            }
        }
        else if (_main.TryDequeue(out int old) && _uses[old][0]-- > 0)
        {
            _main.Enqueue(old);
        }
        else
        {
            _uses.Remove(old);
        }
    }
}
